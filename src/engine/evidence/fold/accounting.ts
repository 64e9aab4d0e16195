import type { FoldResult, FoldState, Placement } from './model.ts';
import type { Numbered } from './order.ts';

/** Where each finding of a fold ended. Stances are placed when they are applied. */
export function placementOf(state: FoldState, numbered: readonly Numbered[]): Placement[] {
  return [
    ...numbered.map(({ item, id }): Placement => ({ key: item.finding.key, place: 'body', to: id })),
    ...state.merged.map(({ key, into }): Placement => ({ key, place: 'merged', to: into })),
    ...state.excluded.map((entry): Placement => ({ key: entry.key, place: 'excluded', to: entry.rule })),
  ];
}

/** Sums over places; `raised` is always the sum of the three others. */
export function accountingOf(placement: readonly Placement[]): FoldResult['accounting'] {
  const count = (place: Placement['place']): number => placement.filter((entry) => entry.place === place).length;
  return { raised: placement.length, body: count('body'), merged: count('merged'), excluded: count('excluded') };
}
