/** The six states of the original system, for runs and steps alike. `blocked` means a person must act. */
export const lifeStates = ['pending', 'running', 'completed', 'failed', 'blocked', 'cancelled'] as const;
export type LifeState = (typeof lifeStates)[number];

export type AttemptLife = 'dispatching' | 'running' | 'completed' | 'failed' | 'cancelled' | 'lost';

interface Transition {
  readonly from: LifeState;
  readonly to: LifeState;
  /** The event that records it. */
  readonly by: string;
}

/** Every allowed step transition. Anything else is refused by the fold; `completed` has no way out. */
export const stepTransitions: readonly Transition[] = [
  { from: 'pending', to: 'running', by: 'attempt.intent' },
  { from: 'running', to: 'completed', by: 'step.completed' },
  { from: 'running', to: 'pending', by: 'step.retrying' },
  { from: 'running', to: 'failed', by: 'step.failed' },
  { from: 'running', to: 'blocked', by: 'step.blocked' },
  { from: 'running', to: 'cancelled', by: 'step.cancelled' },
  { from: 'pending', to: 'failed', by: 'step.failed' },
  { from: 'pending', to: 'blocked', by: 'step.blocked' },
  { from: 'pending', to: 'cancelled', by: 'step.cancelled' },
  { from: 'blocked', to: 'pending', by: 'step.unblocked' },
  { from: 'blocked', to: 'cancelled', by: 'step.cancelled' },
  { from: 'blocked', to: 'failed', by: 'step.failed' },
  { from: 'failed', to: 'pending', by: 'run.reopened' },
  { from: 'cancelled', to: 'pending', by: 'run.reopened' },
];

/** Every allowed run transition. A terminal run moves again only as a new generation. */
export const runTransitions: readonly Transition[] = [
  { from: 'pending', to: 'running', by: 'run.started' },
  { from: 'pending', to: 'cancelled', by: 'run.cancelled' },
  { from: 'pending', to: 'failed', by: 'run.failed' },
  { from: 'running', to: 'completed', by: 'run.completed' },
  { from: 'running', to: 'failed', by: 'run.failed' },
  { from: 'running', to: 'blocked', by: 'run.blocked' },
  { from: 'running', to: 'cancelled', by: 'run.cancelled' },
  { from: 'blocked', to: 'running', by: 'run.unblocked' },
  { from: 'blocked', to: 'cancelled', by: 'run.cancelled' },
  { from: 'blocked', to: 'failed', by: 'run.failed' },
  { from: 'completed', to: 'running', by: 'run.reopened' },
  { from: 'failed', to: 'running', by: 'run.reopened' },
  { from: 'cancelled', to: 'running', by: 'run.reopened' },
];

export function isAllowed(table: readonly Transition[], from: LifeState, to: LifeState, by: string): boolean {
  return table.some((row) => row.from === from && row.to === to && row.by === by);
}

export function isTerminal(state: LifeState): boolean {
  return state === 'completed' || state === 'failed' || state === 'cancelled';
}
