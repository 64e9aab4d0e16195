import assert from 'node:assert/strict';
import { libraryOf, replaced } from './documentFlow.fixture.ts';

describe('problems of document flows', () => {
  const table: readonly (readonly [from: string, to: string, rule: string, message: RegExp])[] = [
    ['records: decisions }', 'records: decision }', 'records-unknown', /"Decisions" shows the records "decision"/],
    ['from: records, records: decisions', 'from: records', 'document', /does not say which "records"/],
    ['steps: [one, again]', 'steps: [one, agian]', 'step-unknown', /shows the step "agian"/],
    ['from: engine, compute: next-step', 'from: engine', 'document', /does not say which "compute"/],
    ['from: brief }', 'from: brief, steps: [one] }', 'document', /has "steps" but does not take it/],
    ['heading: Asked', 'heading: flow', 'duplicate-heading', /there twice/],
    ['dependsOn: after', 'dependsOn: afterr', 'field-unknown', /no field "afterr"/],
    ['dependsOn: after', 'dependsOn: weight', 'field-kind', /of kind "enum"/],
    ['orderBy: weight', 'orderBy: places', 'field-kind', /of kind "list"/],
    ['to: high, words', 'to: hihg, words', 'value', /"hihg" is no value/],
    ['when: refuted, to: void', 'when: refuted, to: gone', 'value', /"gone" is no value/],
    ['through: after', 'through: file', 'field-kind', /of kind "path"/],
    ['of: [decisions]', 'of: [decision]', 'records-unknown', /"decision", which is no list/],
    ...['E', 'G', 'TP', 'CRIT', 'WARN', 'SUGG', 'SEC', 'YAGNI', 'LEAD', 'V'].map(
      (prefix) => ['prefix: D', `prefix: ${prefix}`, 'prefix', /belongs to findings/] as const,
    ),
    ['name: decisions', 'name: findings', 'name', /named "findings" could not be told apart/],
    ['name: places', 'name: evidence', 'duplicate-id', /has "evidence" already/],
    ['values: [high, low]', 'values: []', 'value', /no words to choose from/],
    ['task: Write it., output: document', 'task: Write it.', 'document', /no step has "output: document"/],
    ['  kind: document', '  kind: generic', 'document', /writes a document, but the report/],
    ['after: discovery', 'after: scope', 'size', /"findings" can only be counted/],
    ['after: discovery', 'after: scope', 'size', /"domains" only works/],
    ['after: discovery', 'after: discovery\n  fixed: small', 'size', /one fixed size/],
    ['  discovery:\n    - { id: map, persona: reader, question: What is there? }\n', '', 'size', /the flow has none/],
    ['  secondPass:', '  secondWaveWhen: new-gaps\n  secondPass:', 'trigger', /cannot decide on it/],
    ['cover: [scope, wording]', 'requires: { oneOf: [on] }', 'step-unknown', /"oneOf" names "on"/],
  ];
  for (const [from, to, rule, message] of table) {
    it(`${rule}: ${to.trim().split('\n')[0] ?? ''}`, () => {
      const { problems } = libraryOf(replaced(from, to));
      const found = problems.find((problem) => problem.rule === rule && message.test(problem.message));
      assert.ok(found, JSON.stringify(problems));
      assert.ok(found.line > 1 && found.column >= 1 && found.fix !== '' && found.file === 'full.yaml');
    });
  }

  it('points at the key inside a section, although a section may also be a heading alone', () => {
    const { problems } = libraryOf(replaced('heading: Maybe, required: false', 'heading: Maybe, requird: false'));
    const [problem] = problems;
    assert.match(problem?.message ?? '', /"requird" is not a key of "report\.sections\[2\]"/);
    assert.match(problem?.fix ?? '', /"required"/);
  });

  it('engine steps that only a spine inserts are refused elsewhere', () => {
    const text = `schema: boocode.flow/1
name: full
title: T
category: C
description: D
launcher: { prompt: P }
report: {}
bands: {}
steps:
  - { id: preflight, op: preflight }
  - { id: one, persona: reader, question: Q?, needs: [preflight] }
  - { id: size, op: size, needs: [preflight] }
  - { id: fold, op: fold, needs: [one] }
  - { id: render, op: render, needs: [fold] }
`;
    const { problems } = libraryOf(text);
    assert.deepEqual(
      problems.map((problem) => [problem.rule, problem.line]),
      [['op', 12]],
    );
  });
});
