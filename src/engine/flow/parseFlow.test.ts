import assert from 'node:assert/strict';
import { parseFlow } from './parseFlow.ts';
import { parsePersona } from './parsePersona.ts';
import type { FlowProblem } from './problem.ts';
import { maxDefinitionChars } from './yamlText.ts';

const head = `schema: boocode.flow/1
name: tiny
title: Tiny
category: Test
description: A flow for tests.
launcher: { prompt: What? }
report: {}
bands: {}
`;
const tiny = `${head}spine:
  angles:
    - id: one
      persona: reader
      question: What is wrong?
`;

function problems(text: string): FlowProblem[] {
  const result = parseFlow(text, 'flows/tiny.yaml');
  assert.equal(result.ok, false);
  return result.ok ? [] : result.errors;
}

describe('parseFlow', () => {
  it('reads the smallest flow and fills the defaults', () => {
    const result = parseFlow(tiny, 'flows/tiny.yaml');
    assert.ok(result.ok);
    assert.equal(result.flow.definition.launcher.brief, 'optional');
    assert.equal(result.flow.definition.spine?.angles[0]?.minBand, 'small');
  });

  it('has the same hash with CRLF and a BOM', () => {
    const unix = parseFlow(tiny, 'tiny.yaml');
    const windows = parseFlow(`\uFEFF${tiny.replaceAll('\n', '\r\n')}`, 'tiny.yaml');
    assert.ok(unix.ok && windows.ok);
    assert.equal(windows.flow.sha256, unix.flow.sha256);
  });

  const table: readonly {
    name: string;
    text: string;
    line: number;
    column: number;
    rule: string;
    says: RegExp;
    fix: RegExp;
  }[] = [
    {
      name: 'unknown key',
      text: tiny.replace('      question:', '      qestion: x\n      question:'),
      line: 13,
      column: 7,
      rule: 'unknown-key',
      says: /"qestion" is not a key of "spine\.angles\[0\]"/,
      fix: /Did you mean "question"/,
    },
    {
      name: 'unknown key at the top',
      text: `${tiny}brief: x\n`,
      line: 14,
      column: 1,
      rule: 'unknown-key',
      says: /"brief" is not a key of the file/,
      fix: /Use one of: bands,/,
    },
    {
      name: 'missing key',
      text: tiny.replace('      question: What is wrong?\n', ''),
      line: 11,
      column: 7,
      rule: 'missing-key',
      says: /"question" is missing in "spine\.angles\[0\]"/,
      fix: /Add "question:"/,
    },
    {
      name: 'wrong type',
      text: tiny.replace('bands: {}', 'bands: { minHits: many }'),
      line: 8,
      column: 19,
      rule: 'value',
      says: /"bands\.minHits"/,
      fix: /type number/,
    },
    {
      name: 'value not in list',
      text: tiny.replace('report: {}', 'report: { kind: code-reveiw }'),
      line: 7,
      column: 17,
      rule: 'value',
      says: /"report\.kind"/,
      fix: /Did you mean "code-review"/,
    },
    {
      name: 'bad id',
      text: tiny.replace('id: one', 'id: One!'),
      line: 11,
      column: 11,
      rule: 'value',
      says: /"spine\.angles\[0\]\.id"/,
      fix: /lower-case/,
    },
    {
      name: 'duplicate key',
      text: `${tiny}title: Again\n`,
      line: 14,
      column: 1,
      rule: 'yaml',
      says: /twice/,
      fix: /Keep one/,
    },
    {
      name: 'tab',
      text: tiny.replace('  angles:', '\tangles:'),
      line: 10,
      column: 1,
      rule: 'yaml',
      says: /tab/,
      fix: /spaces/,
    },
    {
      name: 'anchor and alias',
      text: `${tiny}bands2: &a 1\nbands3: *a\n`,
      line: 14,
      column: 12,
      rule: 'alias',
      says: /anchor &a/,
      fix: /Write the value out/,
    },
    {
      name: 'foreign tag',
      text: tiny.replace('title: Tiny', 'title: !!js/function x'),
      line: 3,
      column: 8,
      rule: 'yaml',
      says: /tag/i,
      fix: /tag/,
    },
    {
      name: 'second document',
      text: `${tiny}---\nname: x\n`,
      line: 14,
      column: 1,
      rule: 'yaml',
      says: /more than one document/,
      fix: /---/,
    },
    {
      name: 'open quote',
      text: tiny.replace('title: Tiny', 'title: "Tiny'),
      line: 14,
      column: 1,
      rule: 'yaml',
      says: /quote/,
      fix: /Close the quote/,
    },
    {
      name: 'name differs from the file',
      text: tiny.replace('name: tiny', 'name: other'),
      line: 2,
      column: 7,
      rule: 'name',
      says: /named "other" but its file "tiny"/,
      fix: /name: tiny/,
    },
    {
      name: 'neither form',
      text: head,
      line: 1,
      column: 1,
      rule: 'form',
      says: /neither "spine" nor "steps"/,
      fix: /Add/,
    },
    {
      name: 'both forms',
      text: `${tiny}steps:\n  - { id: a, op: fold }\n`,
      line: 15,
      column: 3,
      rule: 'form',
      says: /both/,
      fix: /Keep one/,
    },
    {
      name: 'step without anything',
      text: `${head}steps:\n  - id: a\n`,
      line: 10,
      column: 5,
      rule: 'form',
      says: /no "op"/,
      fix: /persona/,
    },
    { name: 'not a map', text: 'just text\n', line: 1, column: 1, rule: 'value', says: /the file/, fix: /object/ },
    { name: 'empty file', text: '', line: 1, column: 1, rule: 'value', says: /the file/, fix: /object/ },
  ];
  for (const { name, text, line, column, rule, says, fix } of table) {
    it(`names place, rule and remedy: ${name}`, () => {
      const found = problems(text);
      const [first] = found;
      assert.ok(first);
      assert.deepEqual(
        { line: first.line, column: first.column, rule: first.rule, file: first.file },
        { line, column, rule, file: 'flows/tiny.yaml' },
        JSON.stringify(found),
      );
      assert.match(first.message, says);
      assert.match(first.fix, fix);
    });
  }

  it('reports all wrong places at once', () => {
    const found = problems(tiny.replace('title: Tiny', 'titel: Tiny').replace('persona:', 'person:'));
    assert.deepEqual(found.map((problem) => `${problem.line} ${problem.rule}`).sort(), [
      '1 missing-key',
      '11 missing-key',
      '12 unknown-key',
      '3 unknown-key',
    ]);
  });

  it('refuses bombs without running out of memory or stack', () => {
    const laughs = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'.split('').map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`),
    ].join('\n');
    assert.equal(problems(laughs)[0]?.rule, 'alias');
    assert.ok(problems('['.repeat(50_000)).length > 0);
    assert.ok(problems('- '.repeat(30_000)).length > 0);
    assert.equal(problems('#'.repeat(maxDefinitionChars + 1))[0]?.rule, 'size');
    assert.ok(problems('__proto__: { polluted: true }\n').length > 0);
    assert.equal(Reflect.get({}, 'polluted'), undefined);
  }).timeout(30_000);
});

describe('parsePersona', () => {
  const good = '---\nname: reader\ntitle: Reader\ndomain: reading\ntier: mid\nrole: You read.\n---\n\nBody text.\n';
  it('takes front matter and body', () => {
    const result = parsePersona(good, 'agents/reader.md');
    assert.ok(result.ok);
    assert.equal(result.persona.body, 'Body text.');
    assert.equal(result.persona.tier, 'mid');
  });

  const table: readonly (readonly [name: string, text: string, line: number, rule: string, says: RegExp])[] = [
    ['no front matter', 'Body only', 1, 'front-matter', /first line/],
    ['open front matter', '---\nname: reader\n', 1, 'front-matter', /not closed/],
    ['empty front matter', '---\n---\nBody', 2, 'front-matter', /empty/],
    ['bad tier', good.replace('tier: mid', 'tier: middle'), 5, 'value', /tier/],
    ['long role', good.replace('You read.', 'x'.repeat(201)), 6, 'value', /role/],
    ['unknown key', good.replace('tier:', 'model: x\ntier:'), 5, 'unknown-key', /model/],
    ['other name', good.replace('name: reader', 'name: writer'), 2, 'name', /"writer".*"reader"/],
    ['no body', good.replace('Body text.\n', ''), 8, 'body', /no text/],
    ['huge body', good + 'x'.repeat(12_001), 8, 'body', /at most/],
  ];
  for (const [name, text, line, rule, says] of table) {
    it(`names place and rule: ${name}`, () => {
      const result = parsePersona(text, 'agents/reader.md');
      assert.ok(!result.ok);
      assert.equal(
        `${result.errors[0]?.line} ${result.errors[0]?.rule}`,
        `${line} ${rule}`,
        JSON.stringify(result.errors),
      );
      assert.match(result.errors[0]?.message ?? '', says);
    });
  }
});
