import assert from 'node:assert/strict';
import { BooError } from '../../protocol/errors.ts';
import { createLibrary, type DefinitionText } from './library.ts';

const persona = (name: string): string =>
  `---\nname: ${name}\ntitle: The ${name}\ndomain: d\ntier: mid\nrole: You ${name}.\n---\nBody of ${name}.\n`;
const top = (name: string): string =>
  `schema: boocode.flow/1\nname: ${name}\ntitle: T\ncategory: C\ndescription: D\nlauncher: { prompt: P }\nreport: {}\nbands: {}\n`;
const spine = (name: string, who = 'reader'): string =>
  `${top(name)}spine:\n  angles:\n    - id: one\n      persona: ${who}\n      question: Q\n`;
const steps = (name: string, rows: readonly string[]): string =>
  `${top(name)}steps:\n${rows.map((row) => `  - ${row}\n`).join('')}`;
const file = (fileName: string, text: string, source: DefinitionText['source'] = 'builtin'): DefinitionText => ({
  fileName,
  text,
  source,
});
const reader = file('agents/reader.md', persona('reader'));

function rules(...texts: DefinitionText[]): string[] {
  return createLibrary([reader, ...texts]).problems.map(
    (problem) => `${problem.file}:${problem.line}:${problem.column} ${problem.rule} ${problem.message}`,
  );
}

describe('createLibrary', () => {
  it('lists flows by name and finds them', () => {
    const library = createLibrary([file('b.yaml', spine('b')), reader, file('a.yml', spine('a'))]);
    assert.deepEqual(
      library.flows.map((flow) => flow.definition.name),
      ['a', 'b'],
    );
    assert.equal(library.flow('b').source, 'builtin');
    assert.deepEqual(library.problems, []);
  });

  it('keeps the good files when others are bad', () => {
    const library = createLibrary([
      reader,
      file('bad.yaml', 'name: ['),
      file('agents/bad.md', 'x'),
      file('good.yaml', spine('good')),
      file('x.txt', ''),
    ]);
    assert.deepEqual(
      library.flows.map((flow) => flow.definition.name),
      ['good'],
    );
    assert.deepEqual(
      new Set(library.problems.map((problem) => problem.file)),
      new Set(['bad.yaml', 'agents/bad.md', 'x.txt']),
    );
  });

  it('reports a clash and never lets a workspace replace what is shipped', () => {
    const mine = file('/ws/.boocode/flows/a.yaml', spine('a').replace('title: T', 'title: Mine'), 'workspace');
    for (const order of [
      [file('a.yaml', spine('a')), mine],
      [mine, file('a.yaml', spine('a'))],
    ]) {
      const library = createLibrary([reader, ...order]);
      assert.equal(library.flow('a').definition.title, 'T');
      const [problem] = library.problems;
      assert.equal(problem?.rule, 'clash');
      assert.equal(problem.file, mine.fileName);
      assert.match(problem.message, /already defined by a\.yaml/);
    }
  });

  it('tells an unknown flow from a broken one', () => {
    const library = createLibrary([
      reader,
      file('flows/broken.yaml', 'name: ['),
      file('flows/review.yaml', spine('review')),
    ]);
    assert.throws(
      () => library.flow('reveiw'),
      (error) => error instanceof BooError && error.code === 'flow_unknown' && /"review"/.test(error.message),
    );
    assert.throws(
      () => library.flow('broken'),
      (error) =>
        error instanceof BooError &&
        error.code === 'flow_invalid' &&
        error.where?.startsWith('flows/broken.yaml:1:') === true,
    );
  });
});

describe('validateFlow', () => {
  it('unknown persona, at its place, with the closest name', () => {
    const library = createLibrary([reader, file('a.yaml', spine('a', 'raeder'))]);
    const [problem] = library.problems;
    assert.deepEqual([problem?.line, problem?.column, problem?.rule], [12, 16, 'persona-unknown']);
    assert.match(problem?.fix ?? '', /"reader"/);
    assert.deepEqual(library.flows, []);
  });

  it('unknown signals in gates, leads and band groups', () => {
    const text = spine('a')
      .replace('bands: {}', 'bands: { crossCutting: { x: [auht] } }')
      .replace('question: Q', 'question: Q\n      signals: [concurency]\n      leads: [dat]');
    const found = rules(file('a.yaml', text));
    assert.equal(found.length, 3);
    assert.match(found.join('\n'), /a\.yaml:8:30 signal-unknown There is no signal "auht"/);
    assert.match(found.join('\n'), /a\.yaml:14:17 signal-unknown There is no signal "concurency"/);
  });

  const op = [
    '{ id: preflight, op: preflight }',
    '{ id: fold, op: fold, needs: [preflight] }',
    '{ id: render, op: render, needs: [fold] }',
  ];
  const table: readonly (readonly [name: string, rows: readonly string[], says: RegExp])[] = [
    [
      'duplicate id',
      [...op, '{ id: fold, persona: reader, question: Q }'],
      /13:11 duplicate-id Two steps have the id "fold"/,
    ],
    [
      'unknown need',
      [...op, '{ id: a, persona: reader, question: Q, needs: [preflihgt] }'],
      /step-unknown Step "a" needs "preflihgt"/,
    ],
    [
      'unknown input',
      [...op, '{ id: a, persona: reader, question: Q, inputs: [nobody] }'],
      /step-unknown Step "a" is handed "nobody"/,
    ],
    [
      'input that is no need',
      [...op, '{ id: a, persona: reader, question: Q, inputs: [fold] }'],
      /input Step "a" uses "fold" but does not wait for it/,
    ],
    ['self', [...op, '{ id: a, persona: reader, question: Q, needs: [a] }'], /cycle .*a -> a/],
    [
      'cycle',
      [
        ...op,
        '{ id: a, persona: reader, question: Q, needs: [c] }',
        '{ id: b, persona: reader, question: Q, needs: [a] }',
        '{ id: c, persona: reader, question: Q, optionalNeeds: [b] }',
      ],
      /cycle .*a -> c -> b -> a/,
    ],
    ['no render', op.slice(0, 2), /shape The flow has 0 steps with "op: render"/],
    [
      'render not last',
      [...op, '{ id: a, persona: reader, question: Q, needs: [render] }'],
      /shape A step waits for "render"/,
    ],
  ];
  for (const [name, rows, says] of table) {
    it(name, () => assert.match(rules(file('a.yaml', steps('a', rows))).join('\n'), says));
  }

  it('two steps of a spine with one id', () => {
    const text = `${spine('a')}    - id: one\n      persona: reader\n      question: Q\n`;
    assert.match(rules(file('a.yaml', text)).join('\n'), /a\.yaml:14:11 duplicate-id/);
  });
});
