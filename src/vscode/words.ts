import type { RunSummary } from '../engine/ports/RunStore.ts';
import type { Verdict } from '../protocol/report.ts';
import type { LifeState } from '../protocol/transitions.ts';

/** `8s`, `2m 14s`, `1h 03m`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number): string => String(n).padStart(2, '0');
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${two(seconds % 60)}s`;
  return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
}

/** `1 file`, `3 files`; `many` for irregular plurals. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
}

export const verdictWord: Readonly<Record<Verdict, string>> = {
  complete: 'complete',
  partial: 'partial',
  'not-reviewed': 'not reviewed',
};

/** What a row says about a run: the state, or the finer truth behind it. */
export function runStateWord(run: Pick<RunSummary, 'state' | 'interrupted' | 'verdict'>): string {
  if (run.interrupted) return 'interrupted';
  if (run.state === 'completed' && run.verdict !== null) return verdictWord[run.verdict];
  return stateWord[run.state];
}

export const stateWord: Readonly<Record<LifeState, string>> = {
  pending: 'waiting',
  running: 'running',
  completed: 'completed',
  failed: 'failed',
  blocked: 'needs you',
  cancelled: 'cancelled',
};
