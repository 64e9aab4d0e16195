import { BooError } from '../../protocol/errors.ts';
import type { RunEventBody } from '../../protocol/events.ts';
import { attemptsSinceReopened, currentAttempt, type RunState, stepOf } from '../../protocol/run.ts';
import { isTerminal } from '../../protocol/transitions.ts';
import { planGraph } from './graph.ts';
import type { RetryPolicy } from './policy.ts';

/**
 * The events that bring a run which lost its owner back to where the runner can go on: open attempts are `lost` and
 * their steps pending again, blocked steps are tried again, a finished-but-cancelled or failed run is opened as a new
 * generation. Completed steps are never touched. Throws BooError('run_not_resumable') when nothing is left to do.
 */
export function recoveryEvents(
  run: RunState,
  epoch: number,
  policy: RetryPolicy,
  workspaceChanged: string[],
): RunEventBody[] {
  const events: RunEventBody[] = [{ type: 'run.resumed', epoch, workspaceChanged }];
  if (isTerminal(run.state)) {
    const steps = reopenable(run);
    if (steps.length === 0)
      throw new BooError('run_not_resumable', `The run is ${run.state}; every step has its result.`);
    return [...events, { type: 'run.reopened', generation: run.generation + 1, steps }];
  }
  for (const step of run.steps.values()) {
    const attempt = currentAttempt(step);
    if (step.state === 'running' && attempt !== undefined) {
      // An attempt that had ended in an error was about to be retried or failed; only a live one is lost.
      if (attempt.endedAt === null) {
        events.push({ type: 'attempt.lost', step: step.id, attempt: attempt.n, why: 'The host that ran it is gone.' });
      }
      const lost = 1 + attemptsSinceReopened(step).filter((other) => other.state === 'lost').length;
      if (lost > policy.losses) {
        const error = new BooError('agent_lost', `The step was lost ${lost} times.`).toRecord();
        events.push({ type: 'step.failed', step: step.id, reason: 'lost', error });
      } else events.push({ type: 'step.retrying', step: step.id, reason: 'lost', retryAt: 0 });
    }
    if (step.state === 'blocked') events.push({ type: 'step.unblocked', step: step.id });
  }
  if (run.state === 'blocked') events.push({ type: 'run.unblocked' });
  return events;
}

/** Failed and cancelled steps whose result nobody has used yet, so that opening them changes no completed step. */
function reopenable(run: RunState): string[] {
  const graph = planGraph(run.plan);
  const used = new Map<string, boolean>();
  const isUsed = (id: string): boolean => {
    const known = used.get(id);
    if (known !== undefined) return known;
    const answer = (graph.dependants.get(id) ?? []).some(
      (next) => stepOf(run, next).state === 'completed' || isUsed(next),
    );
    used.set(id, answer);
    return answer;
  };
  return [...run.steps.values()]
    .filter((step) => (step.state === 'failed' || step.state === 'cancelled') && !isUsed(step.id))
    .map((step) => step.id);
}
