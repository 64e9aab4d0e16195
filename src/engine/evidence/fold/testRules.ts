import type { Excluded } from '../../../protocol/finding.ts';
import { compareText } from '../../flow/canonical.ts';
import { originId } from './origin.ts';
import { excludedAs, mapItems, overlaps, placesOf } from './items.ts';
import { idClass } from './ids.ts';
import { type FoldItem, type FoldRule, personas } from './model.ts';
import { byPlace } from './order.ts';
import { severityOfTier, tierNote, tierOf, tierOrder } from './testTier.ts';
import { sameTitle, similarity, titleWords } from './titles.ts';

/** Test cases that one plan shows; negative security tests are not counted. */
export const testCap = 40;

/** Who comes first within a tier. */
const rank: readonly string[] = [personas.tests, personas.edgeCases, personas.concurrency, personas.security];

/** Gives each test case its tier, the severity word that goes with it, and a note of where it came from. */
export const tiers: FoldRule = (state) =>
  mapItems(state, (item) => {
    if (item.section !== 'main') return item;
    const tier = tierOf(item);
    const notes = [tierNote(tier), `Origin: ${originId(item.finding)}.`, ...item.notes];
    return { ...item, tier, severity: severityOfTier[tier], notes };
  });

/**
 * Orders by tier, then persona, then file and line, and merges the same test proposed twice: overlapping places and nearly the same
 * title. Security keeps its own.
 */
export const mergeTests: FoldRule = (state) => {
  const kept: FoldItem[] = [];
  const merged = [...state.merged];
  for (const item of [...state.items].sort(byTier)) {
    const home = kept.findIndex((other) => sameTest(other, item));
    const into = kept[home];
    if (into === undefined) {
      kept.push(item);
      continue;
    }
    merged.push({ key: item.finding.key, into: into.finding.key });
    const names = new Set([...into.alsoRaisedBy, item.finding.persona, ...item.alsoRaisedBy]);
    names.delete(into.finding.persona);
    const notes = [...into.notes, `Also: ${originId(item.finding)}.`];
    kept[home] = { ...into, alsoRaisedBy: [...names].sort(compareText), notes };
  }
  return { ...state, items: kept, merged };
};

/** Keeps the first 40 test cases; those of the security analyst are exempt. Says how many were left out. */
export const capTests: FoldRule = (state, { known }) => {
  const before = [...known].filter((id) => idClass(id) === 'TP').length;
  const over = new Set(
    state.items
      .filter((item) => item.section === 'main' && item.finding.persona !== personas.security)
      .slice(Math.max(0, testCap - before)),
  );
  if (over.size === 0) return state;
  const excluded = [...over].map((item): Excluded =>
    excludedAs(item, 'cap', `Only the first ${testCap} test cases are planned, by tier.`),
  );
  const note = `${over.size} test cases were omitted by the cap of ${testCap}. Write the planned ones first and run it again.`;
  return {
    ...state,
    items: state.items.filter((item) => !over.has(item)),
    excluded: [...state.excluded, ...excluded],
    notes: [...state.notes, note],
  };
};

function byTier(a: FoldItem, b: FoldItem): number {
  return tierRank(a) - tierRank(b) || personaRank(a) - personaRank(b) || byPlace(a, b);
}

function tierRank({ tier }: FoldItem): number {
  return tier === undefined ? tierOrder.length : tierOrder.indexOf(tier);
}

function personaRank({ finding }: FoldItem): number {
  const at = rank.indexOf(finding.persona);
  return at < 0 ? rank.length : at;
}

function sameTest(kept: FoldItem, other: FoldItem): boolean {
  const security = (item: FoldItem): boolean => item.finding.persona === personas.security;
  if (kept.section !== other.section || security(kept) !== security(other)) return false;
  const [a] = placesOf(kept.finding.citations);
  const [b] = placesOf(other.finding.citations);
  const near = a === undefined || b === undefined ? a === b : overlaps(a, b);
  return near && similarity(titleWords(kept.finding.title), titleWords(other.finding.title)) >= sameTitle;
}
