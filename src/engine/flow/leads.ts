import type { ScopeFile, SignalHit } from '../../protocol/plan.ts';
import { compareHits, type SignalView } from './scopeSignals.ts';

/** More leads than this distract a small model from reading. */
export const maxLeads = 40;

/**
 * Hits of `signals` in `files` to hand to an agent: those on changed lines before those nearby, and signal by signal in turn,
 * so that a frequent signal does not crowd out a rare one. At most `max`, by path and line.
 */
export function chooseLeads(
  view: SignalView,
  signals: readonly string[],
  files: readonly ScopeFile[],
  max = maxLeads,
): SignalHit[] {
  const paths = new Set(files.map((file) => file.path));
  const chosen = new Map<string, SignalHit>();
  for (const nearby of [false, true]) {
    const queues = signals.map((signal) => view.hits(signal, nearby).filter((hit) => paths.has(hit.path)));
    const longest = Math.max(0, ...queues.map((queue) => queue.length));
    for (let i = 0; i < longest && chosen.size < max; i++) {
      for (const queue of queues) {
        const hit = queue[i];
        if (hit !== undefined && chosen.size < max) chosen.set(`${hit.path}\n${hit.line}\n${hit.signal}`, hit);
      }
    }
  }
  return [...chosen.values()].sort(compareHits);
}

/** Files with leads first, each group in scope order: the head of a list survives when it must be cut. */
export function orderFiles(files: readonly ScopeFile[], view: SignalView, signals: readonly string[]): ScopeFile[] {
  const hot = new Set(signals.flatMap((signal) => view.hits(signal, true).map((hit) => hit.path)));
  return [...files.filter((file) => hot.has(file.path)), ...files.filter((file) => !hot.has(file.path))];
}
