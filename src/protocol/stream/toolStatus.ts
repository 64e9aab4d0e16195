import type { ToolStatus } from '../agentEvent.ts';

/** True when nothing more is expected of the call. */
export function isToolOver(status: ToolStatus): boolean {
  return status !== 'pending' && status !== 'running';
}

/**
 * The status of a call after a further report, whatever order reports arrive in: failed wins always, then blocked; a
 * cancelled call stays cancelled; a late cancel cannot undo completed; completed beats running, running beats pending.
 */
export function joinStatus(current: ToolStatus, next: ToolStatus): ToolStatus {
  for (const winner of ['failed', 'blocked'] as const) {
    if (current === winner || next === winner) return winner;
  }
  if (current === 'cancelled' || current === 'completed') return current;
  if (next === 'pending') return current;
  return next;
}
