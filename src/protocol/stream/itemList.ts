import { assertNever } from '../../base/assertNever.ts';
import type { Item, StreamChange } from './item.ts';

/**
 * Rows of one stream in order, with a position per id. Owned and changed in place by whoever holds it (host and pane use
 * the same code); the rows themselves are immutable. `dropped` counts rows cut from the front to bound memory: positions
 * are absolute, so cutting the front costs nothing per row that stays.
 */
export interface ItemList {
  items: Item[];
  dropped: number;
  readonly position: Map<string, number>;
}

export function makeItemList(): ItemList {
  return { items: [], dropped: 0, position: new Map() };
}

export function getItem(list: ItemList, id: string): Item | undefined {
  const at = list.position.get(id);
  return at === undefined ? undefined : list.items[at - list.dropped];
}

/**
 * Applies one change. Returns the index (in `items`) from which the rows differ, or -1 when nothing changed: an `add` of a
 * known row counts as `set`, a change of an unknown row is ignored.
 */
export function applyChange(list: ItemList, change: StreamChange): number {
  switch (change.op) {
    case 'add':
      if (list.position.has(change.item.id)) return replace(list, change.item);
      list.position.set(change.item.id, list.dropped + list.items.length);
      return list.items.push(change.item) - 1;
    case 'set':
      return replace(list, change.item);
    case 'append': {
      const item = getItem(list, change.id);
      if (item?.kind !== 'prose' && item?.kind !== 'thought') return -1;
      return replace(list, { ...item, text: item.text + change.text });
    }
    case 'remove':
      return remove(list, change.id);
    default:
      return assertNever(change);
  }
}

function replace(list: ItemList, item: Item): number {
  const at = list.position.get(item.id);
  if (at === undefined || at < list.dropped) return -1;
  list.items[at - list.dropped] = item;
  return at - list.dropped;
}

/** Removal happens near the end only (withdrawn text), so shifting the rest is cheap. */
function remove(list: ItemList, id: string): number {
  const at = list.position.get(id);
  if (at === undefined || at < list.dropped) return -1;
  const index = at - list.dropped;
  list.items.splice(index, 1);
  list.position.delete(id);
  for (let i = index; i < list.items.length; i += 1) {
    const item = list.items[i];
    if (item !== undefined) list.position.set(item.id, list.dropped + i);
  }
  return index;
}

/** Puts older rows in front. Rows already known are skipped, so overlapping pages are harmless. */
export function prepend(list: ItemList, older: readonly Item[]): number {
  const fresh = older.filter((item) => !list.position.has(item.id));
  if (fresh.length === 0) return 0;
  list.items = [...fresh, ...list.items];
  list.dropped = Math.max(0, list.dropped - fresh.length);
  list.position.clear();
  list.items.forEach((item, index) => list.position.set(item.id, list.dropped + index));
  return fresh.length;
}

/**
 * Cuts rows from the front until `keep` are left, but never a row that may still change. Returns how many were cut.
 */
export function trimFront(list: ItemList, keep: number): number {
  const surplus = list.items.length - keep;
  if (surplus <= 0) return 0;
  const live = list.items.findIndex((item) => item.endedAt === null);
  const count = live < 0 ? surplus : Math.min(surplus, live);
  for (const item of list.items.slice(0, count)) list.position.delete(item.id);
  list.items = list.items.slice(count);
  list.dropped += count;
  return count;
}
