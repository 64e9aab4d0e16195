import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PlanStep } from '../../protocol/plan.ts';
import type { StepState } from '../../protocol/run.ts';
import { lifeStates } from '../../protocol/transitions.ts';
import { makeCodeStep, makeRun, makeStep } from '../../../test/support/runFixture.ts';
import { decide } from './decide.ts';

const never = (): boolean => false;

function makeOutput(): NonNullable<StepState['output']> {
  return {
    kind: 'agent',
    markdown: '',
    findings: [],
    excluded: [],
    checked: [],
    openQuestions: [],
    violations: [],
    challengeRounds: 0,
    opened: [],
    usage: null,
    model: null,
    judged: true,
    extra: {},
  };
}

function stateOf(id: string, state: StepState['state']): Partial<StepState> & { id: string } {
  return { id, state, message: state === 'failed' ? 'it broke' : null };
}

describe('decide', () => {
  const upstream = makeStep('a');
  const needing = (required: boolean): PlanStep => ({ ...makeStep('b'), needs: [{ step: 'a', required }] });

  for (const required of [true, false]) {
    const edge = required ? 'required' : 'optional';
    const expected: Record<StepState['state'], string> = {
      pending: 'wait',
      running: 'wait',
      blocked: 'wait',
      completed: 'start',
      failed: required ? 'cancel' : 'start',
      cancelled: required ? 'cancel' : 'start',
    };
    for (const state of lifeStates) {
      it(`${edge} dependency ${state}: ${expected[state]}`, () => {
        const step = needing(required);
        const run = makeRun([upstream, step], [stateOf('a', state)]);
        assert.equal(decide(step, run, never).do, expected[state]);
      });
    }
  }

  it('tells the dependant which input is missing and why', () => {
    const step = needing(false);
    const run = makeRun([upstream, step], [stateOf('a', 'failed')]);
    assert.deepEqual(decide(step, run, never), {
      do: 'start',
      missing: [{ step: 'a', title: 'a', reason: 'failed: it broke' }],
    });
  });

  it('asks no writer when everybody who gathers has failed', () => {
    const gather = { ...makeStep('a'), role: 'angle' as const };
    const other = { ...makeStep('b'), needs: [{ step: 'a', required: true }] };
    const needs = [
      { step: 'a', required: false },
      { step: 'b', required: false },
    ];
    const fold = makeCodeStep('fold', 'fold', { needs });
    const writer = makeStep('w', { role: 'synthesizer', needs: [{ step: 'fold', required: true }] });
    const steps = [gather, other, fold, writer];
    const output = makeOutput();
    const decided = (a: Partial<StepState>, b: Partial<StepState>, step: PlanStep = writer): string =>
      decide(
        step,
        makeRun(steps, [
          { id: 'a', ...a },
          { id: 'b', ...b },
          { id: 'fold', state: 'completed' },
        ]),
        never,
      ).do;
    const done = { state: 'completed', output } as const;
    assert.equal(decided({ state: 'failed' }, { state: 'cancelled' }), 'cancel');
    assert.equal(decided({ state: 'failed' }, done), 'start');
    assert.equal(decided(done, { state: 'failed' }), 'start');
    assert.equal(decided(done, done), 'start');
    // What was left out by decision is not lost.
    assert.equal(decided({ state: 'failed' }, { state: 'completed', output: null }), 'cancel');
    assert.equal(decided({ state: 'completed', output: null }, { state: 'completed', output: null }), 'start');
    assert.equal(decided({ state: 'failed' }, { state: 'cancelled' }, makeStep('v', { role: 'validator' })), 'start');
  });

  it('runs a conditional step only when its validator refuted the conclusion', () => {
    const step: PlanStep = { ...needing(true), when: { test: 'refuted', step: 'a' } };
    const run = makeRun([upstream, step], [stateOf('a', 'completed')]);
    assert.equal(decide(step, run, () => true).do, 'start');
    assert.equal(decide(step, run, never).do, 'skip');
  });

  it('never starts a step while any dependency can still change', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ state: fc.constantFrom(...lifeStates), required: fc.boolean() })), (needs) => {
        const steps = needs.map((_, index) => makeStep(`s${index}`));
        const step: PlanStep = {
          ...makeStep('last'),
          needs: needs.map((need, index) => ({ step: `s${index}`, required: need.required })),
        };
        const run = makeRun(
          [...steps, step],
          needs.map((need, index) => stateOf(`s${index}`, need.state)),
        );
        const open = needs.some(({ state }) => state === 'pending' || state === 'running' || state === 'blocked');
        const decision = decide(step, run, never);
        assert.equal(decision.do === 'start' && open, false);
        if (!open) assert.notEqual(decision.do, 'wait');
      }),
    );
  });
});
