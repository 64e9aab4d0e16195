import type { Row } from '../../src/protocol/stream/rows.ts';
import { h, setAttrs } from '../shared/dom.ts';
import type { RowModel } from './rowModel.ts';
import { createRow, estimateHeight, gapBetween, sameShape } from './rows/createRow.ts';
import type { RowContext, RowView } from './rows/rowView.ts';
import type { Span } from './window.ts';

interface Mounted {
  readonly view: RowView;
  row: Row;
}

/** The rows of a stream that are in the document, with space standing in for the others. Knows where rows are; moves nothing. */
export class MountedRows {
  /** Content of the scroller. */
  readonly column: HTMLElement;
  readonly feed = h('div', { class: 'feed', attrs: { role: 'feed', 'aria-label': 'Stream' } });
  span: Span = { start: 0, end: 0 };
  private readonly above = h('div', { class: 'spacer', attrs: { 'aria-hidden': 'true' } });
  private readonly below = h('div', { class: 'spacer', attrs: { 'aria-hidden': 'true' } });
  private readonly mounted = new Map<string, Mounted>();
  /** Measured heights of rows that have left the document. */
  private readonly heights = new Map<string, number>();
  private readonly model: RowModel;
  private readonly scroller: HTMLElement;
  private readonly context: RowContext;

  constructor(model: RowModel, scroller: HTMLElement, context: RowContext) {
    this.model = model;
    this.scroller = scroller;
    this.context = context;
    this.column = h('div', { class: 'column' }, this.above, this.feed, this.below);
  }

  clear(): void {
    for (const { view } of this.mounted.values()) view.element.remove();
    this.mounted.clear();
    this.heights.clear();
    this.span = { start: 0, end: 0 };
  }

  /** Heights depend on the width. */
  forgetHeights(): void {
    this.heights.clear();
  }

  has(id: string): boolean {
    return this.mounted.has(id);
  }

  view(id: string): RowView | undefined {
    return this.mounted.get(id)?.view;
  }

  tick(): void {
    for (const { view } of this.mounted.values()) view.tick?.();
  }

  /** Brings the document in line with the rows of `span`. `all`: also rows that did not change (opened, closed). */
  render(span: Span, all: boolean): void {
    const { rows } = this.model;
    this.measure(span);
    this.span = span;
    const wanted = new Set<string>();
    let next: ChildNode | null = this.feed.firstChild;
    for (let index = span.start; index < span.end; index += 1) {
      const row = rows[index];
      if (row === undefined) continue;
      wanted.add(row.id);
      const element = this.mount(row, index, all);
      if (element === next) next = next.nextSibling;
      else this.feed.insertBefore(element, next);
    }
    for (const [id, { view }] of this.mounted) {
      if (wanted.has(id)) continue;
      view.element.remove();
      this.mounted.delete(id);
    }
    this.above.style.height = `${this.heightOf(0, span.start)}px`;
    this.below.style.height = `${this.heightOf(span.end, rows.length)}px`;
  }

  /** Exactly one row can be reached with Tab: `active`, else the last one. */
  setTabStop(active: string | null): void {
    const stop = active !== null && this.mounted.has(active) ? active : this.model.rows.at(-1)?.id;
    for (const [id, { view }] of this.mounted) setAttrs(view.element, { tabindex: id === stop ? 0 : -1 });
  }

  /** Pixels from the top of the viewport to the top of an element. */
  offsetOf(element: HTMLElement): number {
    return element.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
  }

  /** Index of the first row in view, also when that place holds no mounted row. */
  firstVisible(): number {
    const top = this.scroller.scrollTop;
    const start = this.above.offsetHeight;
    if (top < start) return this.rowAtHeight(0, top);
    const end = start + this.feed.offsetHeight;
    if (top >= end && this.span.end < this.model.rows.length) return this.rowAtHeight(this.span.end, top - end);
    return this.search(0);
  }

  /** Index of the last row in view, given the first. */
  lastVisible(first: number): number {
    if (first < this.span.start || first >= this.span.end) return first;
    return this.search(this.scroller.clientHeight);
  }

  private mount(row: Row, index: number, all: boolean): HTMLElement {
    const { rows } = this.model;
    let entry = this.mounted.get(row.id);
    if (entry !== undefined && !sameShape(entry.row, row)) {
      entry.view.element.remove();
      entry = undefined;
    }
    if (entry === undefined) {
      entry = { view: createRow(row, this.context), row };
      this.mounted.set(row.id, entry);
      entry.view.update(row);
    } else if (entry.row !== row || all) {
      entry.row = row;
      entry.view.update(row);
    }
    const { element } = entry.view;
    const gap = `${gapBetween(rows[index - 1], row)}px`;
    if (element.style.paddingTop !== gap) element.style.paddingTop = gap;
    setAttrs(element, { 'aria-posinset': index + 1, 'aria-setsize': this.model.hasOlder ? -1 : rows.length });
    return element;
  }

  /** Remembers the height of rows that are about to leave the document. */
  private measure(span: Span): void {
    for (let index = this.span.start; index < this.span.end; index += 1) {
      if (index >= span.start && index < span.end) continue;
      const row = this.model.rows[index];
      const height = row === undefined ? 0 : (this.view(row.id)?.element.offsetHeight ?? 0);
      if (row !== undefined && height > 0) this.heights.set(row.id, height);
    }
  }

  private heightOf(from: number, to: number): number {
    let sum = 0;
    for (let index = from; index < to; index += 1) {
      const row = this.model.rows[index];
      if (row === undefined) continue;
      sum += this.heights.get(row.id) ?? estimateHeight(row) + gapBetween(this.model.rows[index - 1], row);
    }
    return sum;
  }

  /** Index of the mounted row whose lower edge is the first below `y` (relative to the viewport). */
  private search(y: number): number {
    const base = this.scroller.getBoundingClientRect().top;
    let low = this.span.start;
    let high = this.span.end - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const row = this.model.rows[middle];
      const element = row === undefined ? undefined : this.view(row.id)?.element;
      if (element !== undefined && element.getBoundingClientRect().bottom - base <= y) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low);
  }

  /** Index of the unmounted row `y` pixels below the top of row `from`, by known and estimated heights. */
  private rowAtHeight(from: number, y: number): number {
    let sum = 0;
    for (let index = from; index < this.model.rows.length; index += 1) {
      sum += this.heightOf(index, index + 1);
      if (sum > y) return index;
    }
    return Math.max(0, this.model.rows.length - 1);
  }
}
