import type { SignalHit } from '../../protocol/plan.ts';
import { comparePaths } from '../relativePath.ts';
import { strongWeight } from './signalRule.ts';
import { signalTable } from './signalTable.ts';

/** Hits that are kept for each signal; the counts are of all. */
export const keptPerSignal = 20;
/** Weak hits fill the list up to this many only. */
const keptWeak = 5;
/** One file may fill at most this many places while other files have hits too. */
const keptPerFile = 5;
const buffered = 20 * keptPerSignal;
/** Lifts every hit on a changed line above every hit elsewhere. */
const changedBonus = 100;

interface Scored {
  readonly hit: SignalHit;
  readonly score: number;
}

interface Tally {
  /** Strong hits; weak ones are context and do not count. */
  count: number;
  best: Scored[];
  weak: Scored[];
}

/** Ranks and bounds hits while files are scanned, so memory does not grow with the size of the scope. */
export class HitCollector {
  private readonly tallies = new Map<string, Tally>();

  /** `changed`: the line is among those the scope is about. */
  add(hit: SignalHit, weight: number, changed: boolean): void {
    const tally = this.tallies.get(hit.signal) ?? { count: 0, best: [], weak: [] };
    this.tallies.set(hit.signal, tally);
    const scored = { hit, score: weight + (changed ? changedBonus : 0) };
    if (weight < strongWeight) {
      tally.weak = prune([...tally.weak, scored], keptWeak);
      return;
    }
    tally.count++;
    tally.best.push(scored);
    if (tally.best.length > 2 * buffered) tally.best = prune(tally.best, buffered);
  }

  /** Takes over what another collector has. */
  addAll(other: HitCollector): void {
    for (const [signal, { count, best, weak }] of other.tallies) {
      const tally = this.tallies.get(signal) ?? { count: 0, best: [], weak: [] };
      this.tallies.set(signal, {
        count: tally.count + count,
        best: [...tally.best, ...best],
        weak: prune([...tally.weak, ...weak], keptWeak),
      });
    }
  }

  /** A signal that only had weak hits is left out altogether. */
  result(): { hits: SignalHit[]; counts: Record<string, number> } {
    const hits: SignalHit[] = [];
    const counts: Record<string, number> = {};
    for (const { id } of signalTable) {
      const tally = this.tallies.get(id);
      if (tally === undefined || tally.count === 0) continue;
      counts[id] = tally.count;
      const best = spread(tally.best.sort(byScore));
      const context = tally.weak.slice(0, Math.max(0, keptWeak - best.length));
      hits.push(...[...best, ...context].map(({ hit }) => hit));
    }
    return { hits, counts };
  }
}

function prune(scored: Scored[], keep: number): Scored[] {
  return scored.sort(byScore).slice(0, keep);
}

function byScore(a: Scored, b: Scored): number {
  return b.score - a.score || comparePaths(a.hit.path, b.hit.path) || a.hit.line - b.hit.line;
}

/** The best hits, first at most `keptPerFile` of each file, then the rest, in order of score. */
function spread(sorted: readonly Scored[]): Scored[] {
  const perFile = new Map<string, number>();
  const first: Scored[] = [];
  const rest: Scored[] = [];
  for (const scored of sorted) {
    const used = perFile.get(scored.hit.path) ?? 0;
    perFile.set(scored.hit.path, used + 1);
    (used < keptPerFile ? first : rest).push(scored);
  }
  return [...first, ...rest].slice(0, keptPerSignal).sort(byScore);
}
