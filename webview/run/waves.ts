import type { ShownState, StepView } from '../../src/protocol/pane/runView.ts';

export interface Wave {
  readonly index: number;
  readonly steps: readonly StepView[];
  readonly ended: number;
  readonly startedAt: number | null;
  /** Null while any step of it has not ended. */
  readonly endedAt: number | null;
}

const over: readonly ShownState[] = ['completed', 'skipped', 'failed', 'cancelled'];

export function isOver(state: ShownState): boolean {
  return over.includes(state);
}

/** Steps by display wave, both in plan order. */
export function groupWaves(steps: readonly StepView[]): Wave[] {
  const byIndex = new Map<number, StepView[]>();
  for (const step of steps) byIndex.set(step.wave, [...(byIndex.get(step.wave) ?? []), step]);
  return [...byIndex.entries()]
    .sort(([a], [b]) => a - b)
    .map(([index, members]) => {
      const ended = members.filter((step) => isOver(step.state)).length;
      const starts = members.flatMap((step) => step.startedAt ?? []);
      const ends = members.flatMap((step) => step.endedAt ?? []);
      return {
        index,
        steps: members,
        ended,
        startedAt: starts.length === 0 ? null : Math.min(...starts),
        endedAt: ended === members.length && ends.length > 0 ? Math.max(...ends) : null,
      };
    });
}

/** One entry of the counter strip. */
export interface Counter {
  readonly states: readonly ShownState[];
  readonly word: string;
  readonly count: number;
}

const counters: readonly Omit<Counter, 'count'>[] = [
  { states: ['blocked'], word: 'blocked' },
  { states: ['failed'], word: 'failed' },
  { states: ['interrupted'], word: 'interrupted' },
  { states: ['running', 'retrying'], word: 'running' },
  { states: ['waiting', 'queued'], word: 'waiting' },
  { states: ['cancelled'], word: 'cancelled' },
  { states: ['skipped'], word: 'skipped' },
  { states: ['completed'], word: 'done' },
];

/** How many agents are in which state, most urgent first; states without agents are left out. */
export function countStates(steps: readonly StepView[]): Counter[] {
  const agents = steps.filter((step) => step.kind === 'agent');
  return counters
    .map((entry) => ({ ...entry, count: agents.filter((step) => entry.states.includes(step.state)).length }))
    .filter((entry) => entry.count > 0);
}
