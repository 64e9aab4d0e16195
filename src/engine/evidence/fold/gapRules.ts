import { excludedAs, mapItems, noted } from './items.ts';
import { compareKeys } from './dedupe.ts';
import { gapCategory, sidesOf } from './gapSides.ts';
import { isStance } from './gapStance.ts';
import type { FoldItem, FoldRule } from './model.ts';
import { sameTitle, similarity, titleWords } from './titles.ts';

/** Findings that only take a stand on a numbered gap leave the list; they are applied when the numbers are known. */
export const stancesApart: FoldRule = (state) => ({
  ...state,
  items: state.items.filter((item) => !isStance(item.finding)),
  stances: [...state.stances, ...state.items.filter((item) => isStance(item.finding))],
});

/** A gap is the difference of two things: without a quote of each it is excluded (rule `both-sides`). */
export const bothSides: FoldRule = (state, { input }) =>
  mapItems(state, (item) => {
    if (item.section === 'lead') return item;
    const sides = sidesOf(item.finding, input.subject);
    if (sides.current && sides.desired) return item;
    const missing = [...(sides.current ? [] : ['the current state']), ...(sides.desired ? [] : ['the desired state'])];
    const reason = `A gap quotes both sides; there is no quote of ${missing.join(' and of ')}.`;
    return excludedAs(item, 'both-sides', reason);
  });

/** The four categories by name. A gap without one is a divergence: the two sides differ, whatever else. */
export const gapCategoryNames: FoldRule = (state) =>
  mapItems(state, (item) => {
    if (item.section === 'lead') return item;
    const category = gapCategory(item.finding);
    const named = { ...item, finding: { ...item.finding, category: category ?? 'Divergent' } };
    return category === null ? noted(named, 'No category of gap was given; taken as divergent.') : named;
  });

/** Merges a gap raised twice: the same statement, whichever places it cites. The first one stays. */
export const mergeGaps: FoldRule = (state) => {
  const kept: FoldItem[] = [];
  const merged = [...state.merged];
  for (const item of state.items) {
    const words = titleWords(item.finding.title);
    const at = kept.findIndex(
      (other) => other.section === item.section && similarity(titleWords(other.finding.title), words) >= sameTitle,
    );
    const home = kept[at];
    if (home === undefined) {
      kept.push(item);
      continue;
    }
    merged.push({ key: item.finding.key, into: home.finding.key });
    const names = new Set([...home.alsoRaisedBy, item.finding.persona, ...item.alsoRaisedBy]);
    names.delete(home.finding.persona);
    kept[at] = { ...home, alsoRaisedBy: [...names].sort() };
  }
  return { ...state, items: kept, merged };
};

/** Gaps are numbered in the order of discovery: steps as planned, each in its own order. */
export const discoveryOrder: FoldRule = (state, { input }) => {
  const rank = new Map(input.steps.map((step, i) => [step.id, i]));
  const of = (item: FoldItem): number => rank.get(item.finding.step) ?? input.steps.length;
  return {
    ...state,
    items: [...state.items].sort((a, b) => of(a) - of(b) || compareKeys(a.finding.key, b.finding.key)),
  };
};

/** More that is read between the lines than is plainly missing: said, because it is a sign of padding. */
export const implicitShare: FoldRule = (state) => {
  const count = (...names: string[]): number =>
    state.items.filter((item) => item.section === 'main' && names.includes(item.finding.category)).length;
  const implicit = count('Implicit');
  if (implicit <= count('Missing', 'Partial')) return state;
  const note = `${implicit} gaps are implicit, more than are missing or partial: read them with care.`;
  return { ...state, notes: [...state.notes, note] };
};
