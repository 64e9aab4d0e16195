import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseSections } from './parseSections.ts';

const wanted = ['Context', 'Decision drivers', 'Decision'];
const parts = (markdown: string): Record<string, string> =>
  Object.fromEntries(parseSections(markdown, wanted).sections.map((section) => [section.heading, section.markdown]));

describe('parseSections', () => {
  for (const [name, heading] of [
    ['as asked', '## Context'],
    ['another level', '#### Context'],
    ['numbered', '## 1. Context'],
    ['numbered twice', '## 1.2) Context'],
    ['bold with a colon', '## **Context:**'],
    ['another case, closed', '# CONTEXT #'],
    ['a remark in parentheses', '## Context (why now)'],
    ['bold line without marks', '**Context**'],
    ['no space after the marks', '##Context'],
  ] as const) {
    it(`knows a heading that is ${name}`, () => {
      assert.equal(parts(`${heading}\n\nWhy.`)['Context'], 'Why.');
    });
  }

  it('keeps the order of the flow, deeper headings and what was written twice', () => {
    const { sections, notes } = parseSections(
      '## Decision\nTake A.\n\n### Because\nIt fits.\n\n## Context\nWhy.\n\n## Decision\nReally.',
      wanted,
    );
    assert.deepEqual(sections, [
      { heading: 'Context', markdown: 'Why.' },
      { heading: 'Decision', markdown: 'Take A.\n\n### Because\nIt fits.\n\nReally.' },
    ]);
    assert.match(notes.join(), /"Decision" was written 2 times/);
  });

  it('keeps unknown sections and the text above the first heading apart', () => {
    const { preamble, strays, sections } = parseSections(
      'Hello.\n\n# My record\n\nIntro.\n\n## Context\nWhy.\n\n## History\nOld.',
      wanted,
    );
    assert.equal(preamble, 'Hello.\nIntro.');
    assert.deepEqual(strays, [{ heading: 'History', markdown: 'Old.' }]);
    assert.deepEqual(sections, [{ heading: 'Context', markdown: 'Why.' }]);
  });

  it('takes headings inside fences as text', () => {
    const body = 'Run:\n\n```sh\n# Decision\nmake\n```\n\n~~~\n## Decision\n~~~';
    const found = parts(`## Context\n${body}\n\n## Decision\nA.`);
    assert.deepEqual(found, { Context: body, Decision: 'A.' });
  });

  it('closes a fence that never ends before the next heading', () => {
    const found = parts('## Context\n```sh\nmake\n\n## Decision\nA.');
    assert.deepEqual(found, { Context: '```sh\nmake\n\n```', Decision: 'A.' });
  });

  it('closes a diagram that swallowed a heading, also when a later fence would close it', () => {
    const found = parts(
      '## Context\n```mermaid\nflowchart TD\nA-->B\n## Decision\n```mermaid\nflowchart LR\nB-->A\n```\nDone.',
    );
    assert.equal(found['Context'], '```mermaid\nflowchart TD\nA-->B\n```');
    assert.equal(found['Decision'], '```mermaid\nflowchart LR\nB-->A\n```\nDone.');
  });

  it('does not take a rule, a comment character or a hashtag for a heading', () => {
    const found = parts('## Context\n#1 is open\n---\n#define X\n\n---\n');
    assert.equal(found['Context'], '#1 is open\n---\n#define X');
  });

  it('loses no line of prose, whatever the headings', () => {
    const line = fc.constantFrom(
      '## Context',
      '# Other',
      '### Deep',
      '## Decision',
      'text a',
      'text b',
      '```',
      '```mermaid',
      '**Context**',
      '',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const numbered = lines.map((text, i) => (text.startsWith('text') ? `${text} ${i}` : text));
        const { preamble, sections, strays } = parseSections(numbered.join('\n'), wanted);
        const all = [preamble, ...[...sections, ...strays].map((section) => section.markdown)].join('\n');
        for (const text of numbered.filter((candidate) => candidate.startsWith('text')))
          assert.ok(all.includes(text), text);
      }),
    );
  });

  it('never throws and does linear work on hostile prose', () => {
    fc.assert(fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (text) => void parseSections(text, wanted)));
    for (const part of [
      '```\n',
      '## Context\n```mermaid\n',
      '#'.repeat(50),
      ' \t',
      '**a**\n',
      '---\n',
      '~~~\n## Decision\n',
      '[',
    ])
      parseSections(part.repeat(Math.floor(500_000 / part.length)), wanted);
  });
});
