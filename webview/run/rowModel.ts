import type { Item, StreamChange } from '../../src/protocol/stream/item.ts';
import { applyChange, type ItemList, makeItemList, prepend, trimFront } from '../../src/protocol/stream/itemList.ts';
import { projectRows, type Row, rowEdge, type StreamDetail } from '../../src/protocol/stream/rows.ts';

/** Rows the pane keeps while it follows; older ones come back as pages from the host. */
const keepItems = 2_000;

/**
 * The rows of the shown stream. Changes are taken as they come; `refresh` projects again only from the first change on, so
 * the cost of a batch does not depend on the length of the stream.
 */
export class RowModel {
  rows: Row[] = [];
  hasOlder = false;
  detail: StreamDetail = 'concise';
  private list: ItemList = makeItemList();
  /** Index of the first item of each row. */
  private starts: number[] = [];
  private dirty = Number.POSITIVE_INFINITY;

  get items(): readonly Item[] {
    return this.list.items;
  }

  reset(items: readonly Item[], hasOlder: boolean): void {
    this.list = makeItemList();
    for (const item of items) applyChange(this.list, { op: 'add', item });
    this.hasOlder = hasOlder;
    this.touchAll();
  }

  apply(changes: readonly StreamChange[]): void {
    for (const change of changes) {
      const index = applyChange(this.list, change);
      if (index >= 0) this.dirty = Math.min(this.dirty, index);
    }
  }

  prepend(items: readonly Item[], hasOlder: boolean): void {
    prepend(this.list, items);
    this.hasOlder = hasOlder;
    this.touchAll();
  }

  /** Lets old rows go. Only while following: nothing that is in view may vanish. */
  trim(): void {
    if (this.list.items.length < keepItems * 1.5) return;
    if (trimFront(this.list, keepItems) === 0) return;
    this.hasOlder = true;
    this.touchAll();
  }

  touchAll(): void {
    this.rows = [];
    this.starts = [];
    this.dirty = 0;
  }

  /** Brings `rows` up to date. */
  refresh(): void {
    if (this.dirty === Number.POSITIVE_INFINITY) return;
    const edge = rowEdge(this.list.items, this.dirty);
    this.dirty = Number.POSITIVE_INFINITY;
    while ((this.starts.at(-1) ?? -1) >= edge) {
      this.starts.pop();
      this.rows.pop();
    }
    let at = edge;
    for (const row of projectRows(this.list.items, this.detail, edge)) {
      this.rows.push(row);
      this.starts.push(at);
      at += row.kind === 'group' ? row.members.length : 1;
    }
  }
}
