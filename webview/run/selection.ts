import type { RunView, ShownState, StepView } from '../../src/protocol/pane/runView.ts';
import { runStreamId } from '../../src/protocol/stream/item.ts';

/** The order in which a run without a chosen agent asks for attention. */
const urgency: readonly ShownState[] = ['blocked', 'failed'];

/**
 * Which stream to show. The user's choice (`sticky`) stays; else the first agent that is blocked, else the first that failed
 * while it was not seen, else the current one until it ends, else the next running one in plan order.
 */
export function chooseStream(
  run: RunView,
  current: string | null,
  options: { readonly sticky: boolean; readonly seen: ReadonlySet<string> },
): string {
  const step = run.steps.find((entry) => entry.id === current);
  const exists = step !== undefined || current === runStreamId;
  if (exists && options.sticky && current !== null) return current;
  if (!run.header.live && !run.header.elsewhere && exists && current !== null) return current;
  for (const state of urgency) {
    const found = agents(run).find((entry) => entry.state === state && !options.seen.has(`${entry.id} ${state}`));
    if (found !== undefined) return found.id;
  }
  if (step !== undefined && isActive(step.state)) return step.id;
  const running = agents(run).find((entry) => isActive(entry.state));
  if (running !== undefined) return running.id;
  if (exists && current !== null) return current;
  return runStreamId;
}

export function agents(run: RunView): StepView[] {
  return run.steps.filter((step) => step.kind === 'agent');
}

export function isActive(state: ShownState): boolean {
  return state === 'running' || state === 'retrying';
}

/** The streams in the order of the rail: the run, then the steps. */
export function streamOrder(run: RunView): string[] {
  return [runStreamId, ...run.steps.map((step) => step.id)];
}

/** The next stream in direction `by` (1 or -1), staying at the ends. */
export function neighbour(run: RunView, current: string | null, by: number): string {
  const order = streamOrder(run);
  const at = Math.max(0, order.indexOf(current ?? runStreamId));
  return order[Math.min(order.length - 1, Math.max(0, at + by))] ?? runStreamId;
}

/** The first step of the next or previous wave. */
export function neighbourWave(run: RunView, current: string | null, by: number): string | null {
  const wave = run.steps.find((step) => step.id === current)?.wave ?? -1;
  const waves = [...new Set(run.steps.map((step) => step.wave))].sort((a, b) => a - b);
  const at = wave < 0 ? -1 : waves.indexOf(wave);
  const target = waves[Math.max(0, at + by)];
  return run.steps.find((step) => step.wave === target)?.id ?? null;
}

/** The next step in `state` after the current one, going round. */
export function nextInState(run: RunView, current: string | null, states: readonly ShownState[]): string | null {
  const at = run.steps.findIndex((step) => step.id === current);
  const order = [...run.steps.slice(at + 1), ...run.steps.slice(0, at + 1)];
  return order.find((step) => states.includes(step.state))?.id ?? null;
}
