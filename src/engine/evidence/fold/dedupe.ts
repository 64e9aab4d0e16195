import { compareText } from '../../flow/canonical.ts';
import { compareSeverity } from '../severity.ts';
import { hasFixedTask, isFreshReader, overlaps, type Place, placesOf } from './items.ts';
import { laneOf } from './lanes.ts';
import { type FoldItem, type FoldRule, type FoldState, personas } from './model.ts';
import { sameTitle, similarity, titleWords } from './titles.ts';

interface Candidate {
  readonly item: FoldItem;
  readonly places: readonly Place[];
  readonly words: ReadonlySet<string>;
  readonly category: string;
  readonly lane: string;
}

const generalists = new Set<string>([personas.newcomer, personas.validator]);

/**
 * Merges findings about the same thing: same file, overlapping lines, and the same category or nearly the same title. The
 * specialist's wording stays; of equals the more severe, then the better proven. A fresh reader's finding on lines that
 * a specialist also marks becomes a reference to it whatever its category. Severity is never raised by a merge.
 */
export const dedupe: FoldRule = (state, { input }) => {
  const ranked = state.items.map((item) => candidateOf(item, laneOf(item.finding.step, input.steps))).sort(byRank);
  const survivors = new Map<string, Candidate[]>();
  const merges = new Map<string, string>();
  const others = new Map<string, string[]>();
  for (const candidate of ranked) {
    const path = candidate.places[0]?.path ?? '';
    const neighbours = survivors.get(path) ?? [];
    const home = neighbours.find((other) => sameThing(other, candidate));
    if (home === undefined) {
      survivors.set(path, neighbours);
      neighbours.push(candidate);
      continue;
    }
    const { key } = home.item.finding;
    merges.set(candidate.item.finding.key, key);
    others.set(key, [...(others.get(key) ?? []), candidate.item.finding.persona, ...candidate.item.alsoRaisedBy]);
  }
  return applyMerges(state, merges, others);
};

function applyMerges(
  state: FoldState,
  merges: ReadonlyMap<string, string>,
  others: ReadonlyMap<string, readonly string[]>,
): FoldState {
  const items = state.items
    .filter((item) => !merges.has(item.finding.key))
    .map((item) => {
      const names = [...item.alsoRaisedBy, ...(others.get(item.finding.key) ?? [])].filter(
        (name) => name !== item.finding.persona,
      );
      return { ...item, alsoRaisedBy: [...new Set(names)].sort(compareText) };
    });
  return { ...state, items, merged: [...state.merged, ...[...merges].map(([key, into]) => ({ key, into }))] };
}

function sameThing(kept: Candidate, other: Candidate): boolean {
  if (!comparable(kept, other)) return false;
  const alike = similarity(kept.words, other.words);
  // The main place decides: further citations are support, and support may be shared by different findings.
  const [a] = kept.places;
  const [b] = other.places;
  if (a === undefined || b === undefined) return a === b && alike >= sameTitle;
  if (!overlaps(a, b)) return false;
  if (other.item.section === 'lead') return alike === 1;
  if (isFreshReader(other.item) && !isFreshReader(kept.item)) return true;
  return kept.category === other.category || alike >= sameTitle;
}

function comparable(a: Candidate, b: Candidate): boolean {
  const section = (item: FoldItem): string => (item.section === 'security' ? 'main' : item.section);
  return section(a.item) === section(b.item) && a.lane === b.lane;
}

function candidateOf(item: FoldItem, lane: string): Candidate {
  return {
    item,
    lane,
    places: placesOf(item.finding.citations),
    words: titleWords(item.finding.title),
    category: item.finding.category.trim().toLowerCase(),
  };
}

function byRank(a: Candidate, b: Candidate): number {
  return (
    generality(a.item) - generality(b.item) ||
    compareSeverity(a.item.severity, b.item.severity) ||
    b.places.length - a.places.length ||
    compareKeys(a.item.finding.key, b.item.finding.key)
  );
}

/** 0 security, 1 specialist, 2 checklist and document steps, 3 generalist. */
function generality(item: FoldItem): number {
  if (item.section === 'security') return 0;
  if (hasFixedTask(item.finding.step)) return 2;
  return generalists.has(item.finding.persona) ? 3 : 1;
}

/** Finding keys by step, then by ordinal as a number. */
export function compareKeys(a: string, b: string): number {
  const [stepA = '', ordinalA = ''] = a.split('#');
  const [stepB = '', ordinalB = ''] = b.split('#');
  return compareText(stepA, stepB) || Number(ordinalA) - Number(ordinalB) || compareText(ordinalA, ordinalB);
}
