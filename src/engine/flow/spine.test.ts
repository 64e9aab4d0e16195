import assert from 'node:assert/strict';
import { scopeFixture } from '../../../test/golden/plans/scopeFixture.ts';
import { planSchema } from '../../protocol/plan.ts';
import { compile } from './compile.ts';
import { createLibrary } from './library.ts';

const persona = (name: string): string =>
  `---\nname: ${name}\ntitle: The ${name}\ndomain: d\ntier: mid\nrole: You ${name}.\n---\nBody of ${name}.\n`;
const full = `schema: boocode.flow/1
name: full
title: Every part of a spine
category: Test
description: D
launcher: { prompt: P }
report: { sections: [One, Two] }
contracts: { evidence: review, yagni: 'on' }
bands: { fixed: medium }
calibration: { always: Stay calm., medium: Medium words., large: Large words. }
spine:
  discovery:
    - { id: map, persona: reader, question: What is there? }
  angles:
    - { id: one, persona: reader, question: First? }
    - { id: two, persona: writer, question: Second?, minBand: large }
  secondWave:
    - { id: risk, persona: reader, question: How bad? }
  synthesizer: { persona: writer, task: Write it. }
  validators:
    - { id: clarity, persona: reader, task: Is it clear?, output: findings }
    - { id: truth, persona: judge, task: Is it true? }
  rewrite: { persona: judge, task: Again. }
`;
const library = createLibrary([
  { fileName: 'full.yaml', text: full, source: 'user' },
  ...['reader', 'writer', 'judge'].map((name) => ({
    fileName: `${name}.md`,
    text: persona(name),
    source: 'user' as const,
  })),
]);
const options = {
  brief: '',
  scope: scopeFixture('small'),
  size: 'auto' as const,
  budget: { tokens: 1000, wallMs: 1000 },
  limits: { wallMs: 1, silenceMs: 1, toolCalls: 1, tokens: 1 },
};

describe('spine', () => {
  it('compiles every part with its failure rules', () => {
    assert.deepEqual(library.problems, []);
    const plan = planSchema.parse(compile(library.flow('full'), library.personas, options));
    const rows = plan.steps.map((step) => {
      const needs = step.needs.map((need) => `${need.step}${need.required ? '' : '?'}`).join(' ');
      return step.kind === 'code'
        ? `${step.wave} ${step.op} < ${needs}`
        : `${step.wave} ${step.id} ${step.persona} ${step.output} < ${needs} <- ${step.inputs.join(' ')}`;
    });
    assert.deepEqual(rows, [
      '0 preflight < ',
      '1 map reader findings < preflight <- ',
      '2 one reader findings < preflight map <- map',
      '3 fold < preflight map? one?',
      '4 risk reader findings < fold <- fold',
      '5 synthesis writer findings < fold risk? <- fold risk',
      '6 clarity reader findings < fold risk? synthesis <- fold risk synthesis',
      '6 truth judge verdicts < fold risk? synthesis <- fold risk synthesis',
      '7 rewrite judge findings < fold risk? synthesis clarity? truth? <- fold risk synthesis clarity truth',
      '8 resolve < fold risk? synthesis? clarity? truth? rewrite?',
      '9 render < resolve',
    ]);
  });

  it('reacts to the validator that gives verdicts, and uses posture and calibration of the flow', () => {
    const plan = compile(library.flow('full'), library.personas, options);
    assert.deepEqual(plan.steps.find((step) => step.id === 'rewrite')?.when, { test: 'refuted', step: 'truth' });
    const one = plan.steps.find((step) => step.id === 'one');
    assert.ok(one?.kind === 'agent');
    assert.match(one.prompt, /You judge claims of others/);
    assert.match(one.prompt, /YAGNI gate, for everything others propose/);
    assert.match(one.prompt, /Stay calm\.\nMedium words\./);
    assert.doesNotMatch(one.prompt, /Large words/);
  });

  it('names a persona that is not there', () => {
    const personas = new Map([...library.personas].filter(([name]) => name !== 'judge'));
    assert.throws(() => compile(library.flow('full'), personas, options), { code: 'persona_unknown' });
  });
});
