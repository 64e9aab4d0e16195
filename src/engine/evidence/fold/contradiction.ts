import { demoted } from '../severity.ts';
import { mainPlace, mapItems, noted, overlaps } from './items.ts';
import type { FoldItem, FoldRule } from './model.ts';

/** Pairs of opposite actions, each with the verbs that call for it. */
const opposites: readonly (readonly [readonly string[], readonly string[]])[] = [
  [
    ['add', 'introduce', 'insert', 'keep', 'retain'],
    ['remove', 'delete', 'drop', 'omit', 'eliminate'],
  ],
  [
    ['split', 'separate', 'divide', 'decouple'],
    ['merge', 'combine', 'join', 'unify', 'consolidate'],
  ],
  [['inline'], ['extract', 'factor']],
  [
    ['increase', 'raise', 'lengthen'],
    ['decrease', 'reduce', 'lower', 'shorten'],
  ],
  [
    ['enable', 'allow'],
    ['disable', 'forbid', 'deny', 'block'],
  ],
  [
    ['abstract', 'generalise', 'generalize'],
    ['specialise', 'specialize', 'hardcode', 'concretise'],
  ],
  [
    ['narrow', 'restrict', 'tighten'],
    ['widen', 'relax', 'loosen'],
  ],
];

/** The action a recommendation opens with: side of a pair. Only its first words count, so that a reason is not taken for the advice. */
export function actionOf(recommendation: string): { pair: number; side: 0 | 1 } | null {
  const words =
    recommendation
      .slice(0, 200)
      .toLowerCase()
      .match(/[a-z]+/g) ?? [];
  for (const word of words.slice(0, 4)) {
    for (const [pair, [first, second]] of opposites.entries()) {
      if (first.includes(word)) return { pair, side: 0 };
      if (second.includes(word)) return { pair, side: 1 };
    }
  }
  return null;
}

/**
 * Two findings on the same lines that advise the opposite: both are demoted by one level (a suggestion stays) and each names
 * the other, because code cannot know who is right. Security findings are named but not demoted. Across files there is no check.
 */
export const contradictions: FoldRule = (state) => {
  const tensions = findTensions(state.items);
  return mapItems(state, (item) => {
    const against = tensions.get(item.finding.key);
    if (against === undefined) return item;
    const tense = { ...item, tensions: [...item.tensions, ...against] };
    const severity = item.section === 'security' ? item.severity : (demoted(item.severity) ?? item.severity);
    return severity === item.severity
      ? tense
      : noted({ ...tense, severity }, `Demoted from ${item.severity}: another finding advises the opposite.`);
  });
};

function findTensions(items: readonly FoldItem[]): Map<string, string[]> {
  const acting = items.flatMap((item) => {
    const place = mainPlace(item);
    const action = item.section === 'lead' ? null : actionOf(item.finding.recommendation);
    return place === undefined || action === null ? [] : [{ key: item.finding.key, place, action }];
  });
  const byPath = new Map<string, typeof acting>();
  for (const entry of acting) byPath.set(entry.place.path, [...(byPath.get(entry.place.path) ?? []), entry]);
  const found = new Map<string, string[]>();
  const note = (key: string, other: string): void => void found.set(key, [...(found.get(key) ?? []), other]);
  for (const group of byPath.values()) {
    group.forEach((a, i) => {
      for (const b of group.slice(i + 1)) {
        if (a.action.pair !== b.action.pair || a.action.side === b.action.side || !overlaps(a.place, b.place)) continue;
        note(a.key, b.key);
        note(b.key, a.key);
      }
    });
  }
  return found;
}
