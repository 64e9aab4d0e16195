import assert from 'node:assert/strict';
import { makeRun, makeStep } from '../../../test/support/runFixture.ts';
import { BooError } from '../../protocol/errors.ts';
import { type AttemptState, stepOf, type StepState } from '../../protocol/run.ts';
import { afterFailure, defaultRetryPolicy as policy } from './policy.ts';

function stepWithFailures(count: number): StepState {
  const run = makeRun([makeStep('a')], []);
  const attempt: AttemptState = {
    n: 1,
    state: 'failed',
    backend: 'qwen',
    idempotencyKey: 'k',
    startedAt: 0,
    endedAt: 1,
    sessionId: null,
    model: null,
    pid: null,
    error: null,
    challenged: false,
    usage: null,
    toolCalls: 0,
    lastEventAt: 0,
    now: '',
  };
  const step = stepOf(run, 'a');
  step.attempts = Array.from({ length: count }, (_, index) => ({ ...attempt, n: index + 1 }));
  return step;
}

describe('afterFailure', () => {
  it('backs off exponentially with full jitter', () => {
    const error = new BooError('model_server_error', '500');
    assert.deepEqual(afterFailure(error, stepWithFailures(1), policy, 0.5), { next: 'retry', delayMs: 1000 });
    assert.deepEqual(afterFailure(error, stepWithFailures(2), policy, 0.5), { next: 'retry', delayMs: 2000 });
    assert.deepEqual(afterFailure(error, stepWithFailures(2), policy, 0), { next: 'retry', delayMs: 0 });
  });

  it('waits at least as long as the server asked, within reason', () => {
    const asked = new BooError('model_rate_limited', '429', { retryAfterMs: 9000 });
    assert.deepEqual(afterFailure(asked, stepWithFailures(1), policy, 0.1), { next: 'retry', delayMs: 9000 });
    const absurd = new BooError('model_rate_limited', '429', { retryAfterMs: 1e12 });
    assert.deepEqual(afterFailure(absurd, stepWithFailures(1), policy, 0.1), { next: 'retry', delayMs: 600_000 });
  });

  it('fails after the last attempt and at once for what trying again cannot mend', () => {
    const server = new BooError('model_server_error', '500');
    assert.deepEqual(afterFailure(server, stepWithFailures(3), policy, 0), { next: 'fail', reason: undefined });
    const rejected = new BooError('model_request_rejected', '404');
    assert.deepEqual(afterFailure(rejected, stepWithFailures(1), policy, 0), { next: 'fail', reason: undefined });
    const unproven = new BooError('readonly_unproven', 'a tool too many');
    assert.deepEqual(afterFailure(unproven, stepWithFailures(1), policy, 0), {
      next: 'fail',
      reason: 'readonly_unproven',
    });
  });

  it('blocks when a person must act', () => {
    const auth = new BooError('model_auth', '401');
    assert.deepEqual(afterFailure(auth, stepWithFailures(1), policy, 0), { next: 'block', reason: 'auth' });
    const down = new BooError('endpoint_unreachable', 'refused');
    assert.equal(afterFailure(down, stepWithFailures(1), policy, 0).next, 'retry');
    assert.deepEqual(afterFailure(down, stepWithFailures(3), policy, 0), { next: 'block', reason: 'backend_down' });
  });
});
