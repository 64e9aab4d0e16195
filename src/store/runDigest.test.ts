import assert from 'node:assert/strict';
import { makePlan, sampleEvents } from '../../test/support/planFixture.ts';
import { createdEvent } from '../../test/support/runFixture.ts';
import type { RunEvent, RunEventBody } from '../protocol/events.ts';
import { fold } from '../protocol/fold.ts';
import type { RunState } from '../protocol/run.ts';
import { digestEvent, findingCount, type RunDigest, stepsDone } from './runDigest.ts';

const error = { code: 'agent_lost', message: 'gone' } as const;
const attempt = { step: 'angle-1', attempt: 1 };
const intent: RunEventBody = { type: 'attempt.intent', ...attempt, backend: 'qwen', idempotencyKey: 'k' };
const begun: RunEventBody[] = [createdEvent(makePlan()), { type: 'run.started' }, intent];

/** Runs that end in every way there is. */
const histories: Record<string, RunEventBody[]> = {
  complete: sampleEvents(),
  'failed and reopened': [
    ...begun,
    { type: 'attempt.failed', ...attempt, error },
    { type: 'step.failed', step: 'angle-1', error },
    { type: 'step.cancelled', step: 'angle-2', reason: 'upstream_failed', message: 'x' },
    { type: 'run.failed', error },
    { type: 'run.reopened', generation: 2, steps: ['angle-1', 'angle-2'] },
    { ...intent, attempt: 2 },
  ],
  lost: [
    ...begun,
    { type: 'attempt.lost', ...attempt, why: 'host died' },
    { type: 'step.retrying', step: 'angle-1', reason: 'lost', retryAt: 5 },
  ],
  'blocked and unblocked': [
    ...begun,
    { type: 'step.blocked', step: 'angle-1', reason: 'auth', error },
    { type: 'run.blocked', error },
    { type: 'run.unblocked' },
    { type: 'step.unblocked', step: 'angle-1' },
    { type: 'step.failed', step: 'angle-2', error },
  ],
  cancelled: [
    ...begun,
    { type: 'run.cancelRequested', by: 'user' },
    { type: 'step.cancelRequested', step: 'angle-1' },
    { type: 'step.cancelled', step: 'angle-1', reason: 'user', message: 'x' },
    { type: 'run.cancelled' },
  ],
};

const numbered = (bodies: readonly RunEventBody[]): RunEvent[] =>
  bodies.map((body, n) => ({ runId: 'run0000001', seq: n + 1, at: 1000 + n, ...body }));

/** The part of the true state that a digest repeats. */
function expected(state: RunState) {
  return {
    ...{ state: state.state, verdict: state.verdict, endedAt: state.endedAt, lastSeq: state.lastSeq },
    steps: [...state.steps.values()].map((step) => ({
      ...{ id: step.id, state: step.state, startedAt: step.startedAt, endedAt: step.endedAt },
      attempts: step.attempts.map(({ n, state, model, startedAt, endedAt }) => ({
        n,
        state,
        model,
        startedAt,
        endedAt,
      })),
      output: step.output?.kind ?? null,
    })),
  };
}

function actual(digest: RunDigest) {
  return {
    ...{ state: digest.state, verdict: digest.verdict, endedAt: digest.endedAt, lastSeq: digest.lastSeq },
    steps: [...digest.steps.values()].map((step) => ({
      ...{ id: step.id, state: step.state, startedAt: step.startedAt, endedAt: step.endedAt },
      attempts: step.attempts.map(({ n, state, model, startedAt, endedAt }) => ({
        n,
        state,
        model,
        startedAt,
        endedAt,
      })),
      output: step.output?.kind ?? null,
    })),
  };
}

describe('digestEvent', () => {
  for (const [name, bodies] of Object.entries(histories)) {
    it(`agrees with the state after every event of a run: ${name}`, () => {
      let state: RunState | undefined;
      let digest: RunDigest | undefined;
      for (const event of numbered(bodies)) {
        state = fold(state, event);
        digest = digestEvent(digest, event);
        assert.ok(digest !== undefined);
        assert.deepEqual(actual(digest), expected(state), `after ${event.seq} ${event.type}`);
      }
    });
  }

  it('counts findings raised until there is a report, then those of the report', () => {
    const events = numbered(sampleEvents());
    const counts: number[] = [];
    let digest: RunDigest | undefined;
    for (const event of events) {
      digest = digestEvent(digest, event);
      if (digest !== undefined) counts.push(findingCount(digest));
    }
    assert.equal(counts[0], 0);
    assert.equal(counts.at(-1), 2);
    assert.ok(digest !== undefined);
    assert.equal(stepsDone(digest), 3);
    assert.deepEqual(
      digest.findings.map(({ id, path, line }) => [id, path, line]),
      [
        ['WARN-001', 'src/a.ts', 3],
        ['WARN-002', 'src/a.ts', 3],
      ],
    );
  });

  it('ignores repeated events and what comes before run.created', () => {
    const events = numbered(sampleEvents());
    const [first, second] = events;
    assert.ok(first !== undefined && second !== undefined);
    assert.equal(digestEvent(undefined, second), undefined);
    const digest = digestEvent(digestEvent(undefined, first), second);
    const before = structuredClone(digest);
    assert.deepEqual(digestEvent(digest, second), before);
  });
});
