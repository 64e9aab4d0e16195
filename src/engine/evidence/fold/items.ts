import type { Citation, Excluded } from '../../../protocol/finding.ts';
import { isFound } from '../found.ts';
import { type FoldItem, type FoldState, personas } from './model.ts';

/** The place a finding is about. */
export interface Place {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** All code places a finding cites that were found. */
export function placesOf(citations: readonly Citation[]): Place[] {
  return citations.flatMap(({ trust, path, startLine, endLine, status }) => {
    if (trust !== 'codebase' || path === undefined || startLine === undefined || !isFound({ status })) return [];
    return [{ path, startLine, endLine: endLine ?? startLine }];
  });
}

/** The first of them: where the finding is listed. */
export function mainPlace(item: FoldItem): Place | undefined {
  return placesOf(item.finding.citations)[0];
}

export function overlaps(a: Place, b: Place): boolean {
  return a.path === b.path && a.startLine <= b.endLine && b.startLine <= a.endLine;
}

/** Findings that the demoting, capping and size rules leave alone. */
export function isOrdinary(item: FoldItem): boolean {
  return item.section === 'main';
}

/** The generalist who leaves specialist fields to others; the same persona with a fixed task is not. */
export function isFreshReader(item: FoldItem): boolean {
  return item.finding.persona === personas.newcomer && !hasFixedTask(item.finding.step);
}

/** Checklist and document steps: no specialists, but their rules of severity are their own. */
export function hasFixedTask(step: string): boolean {
  return isChecklist(step) || /(?:^|-)docs?-/.test(step);
}

export function isChecklist(step: string): boolean {
  return /(?:^|-)checklist(?:-|$)/.test(step);
}

/** The exclusion record of an item. */
export function excludedAs(item: FoldItem, rule: string, reason: string): Excluded {
  const { key, title, persona } = item.finding;
  return { key, title, persona, reason, rule };
}

/** Applies `change` to each item: it answers with the item to keep, or with the exclusion that ends it. */
export function mapItems(state: FoldState, change: (item: FoldItem) => FoldItem | Excluded): FoldState {
  const items: FoldItem[] = [];
  const excluded: Excluded[] = [...state.excluded];
  for (const item of state.items) {
    const result = change(item);
    if ('finding' in result) items.push(result);
    else excluded.push(result);
  }
  return { ...state, items, excluded };
}

/** The item with one more note. */
export function noted(item: FoldItem, note: string): FoldItem {
  return { ...item, notes: [...item.notes, note] };
}
