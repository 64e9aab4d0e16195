import { type RunState, totalUsage } from '../../protocol/run.ts';

/**
 * Why no further agent may start, or undefined. The engine refuses the next call; what runs may end. `wallSpent` says that
 * the wall time of the run is over.
 */
export function refusalOf(run: RunState, wallSpent: boolean): { what: 'tokens' | 'wall'; message: string } | undefined {
  const { budget } = run.plan;
  const used = totalUsage(run);
  if (used.input + used.output >= budget.tokens) {
    return { what: 'tokens', message: `The run used its ${budget.tokens} tokens; no further agent was started.` };
  }
  if (!wallSpent) return undefined;
  const minutes = Math.round(budget.wallMs / 60_000);
  return { what: 'wall', message: `The run used its ${minutes} minutes; no further agent was started.` };
}
