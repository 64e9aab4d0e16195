import type { Item, StreamChange } from '../../src/protocol/stream/item.ts';
import type { Row, StreamDetail } from '../../src/protocol/stream/rows.ts';
import { h } from '../shared/dom.ts';
import { type Anchor, type Follow, type FollowEvent, following, type Metrics, stepFollow } from './follow.ts';
import { MountedRows } from './mountedRows.ts';
import { RowModel } from './rowModel.ts';
import type { RowContext, RowView } from './rows/rowView.ts';
import { type Span, spanAround, tailSpan } from './window.ts';

export interface StreamListPorts {
  readonly context: Omit<RowContext, 'toggle'>;
  setOpen(id: string, open: boolean): void;
  /** Asks the host for rows before `id`. */
  requestOlder(id: string): void;
  /** The follow state or the distance to the end changed. */
  onFollow(state: Follow, below: number, screen: number): void;
}

/** Closer to the top of what is known than this, older rows are asked for. Pixels. */
const olderAt = 96;

/**
 * The scrolling list of one stream: keeps at most some 120 rows in the document, follows the end or keeps the reader's place.
 * All changes of a frame are applied in one go.
 */
export class StreamList {
  readonly element: HTMLElement;
  private readonly ports: StreamListPorts;
  private readonly model = new RowModel();
  private readonly mounted: MountedRows;
  private readonly context: RowContext;
  private state: Follow = following;
  private frame = 0;
  /** scrollTop as we last wrote or saw it; a scroll event at this position is ours. */
  private position = 0;
  private asked: string | null = null;
  private active: string | null = null;
  private lastWidth = 0;

  constructor(ports: StreamListPorts) {
    this.ports = ports;
    this.context = { ...ports.context, toggle: (id) => this.toggle(id) };
    this.element = h('div', { class: 'scroller', attrs: { tabindex: -1 } });
    this.mounted = new MountedRows(this.model, this.element, this.context);
    this.element.append(this.mounted.column);
    this.element.addEventListener('scroll', () => this.onScroll(), { passive: true });
    this.element.addEventListener('wheel', (event) => event.deltaY < 0 && this.upIntent(event), { passive: true });
    this.element.addEventListener('touchmove', (event) => this.upIntent(event), { passive: true });
    this.element.addEventListener('focusin', (event) => this.onFocus(event));
    const sizes = new ResizeObserver(() => this.onResize());
    sizes.observe(this.element);
    sizes.observe(this.mounted.column);
  }

  get isEmpty(): boolean {
    return this.model.items.length === 0;
  }

  get follow(): Follow {
    return this.state;
  }

  // ---- content --------------------------------------------------------------------------------------------------

  /** Replaces the content by another stream; `follow` is where its reader left it. */
  show(items: readonly Item[], hasOlder: boolean, detail: StreamDetail, follow: Follow): void {
    this.mounted.clear();
    this.active = null;
    this.asked = null;
    this.model.detail = detail;
    this.model.reset(items, hasOlder);
    this.model.refresh();
    this.state = follow;
    if (this.anchorIndex() < 0) this.state = following;
    this.render();
    this.dispatch({ type: 'shown' });
  }

  /** The newest rows again after a gap; the reader keeps the place if it is among them. */
  refill(items: readonly Item[], hasOlder: boolean): void {
    this.model.reset(items, hasOlder);
    this.schedule();
  }

  apply(changes: readonly StreamChange[]): void {
    this.model.apply(changes);
    this.schedule();
  }

  prepend(items: readonly Item[], hasOlder: boolean): void {
    this.asked = null;
    if (items.length === 0 && this.model.hasOlder === hasOlder) return;
    this.model.prepend(items, hasOlder);
    this.schedule();
  }

  tick(): void {
    this.mounted.tick();
  }

  private schedule(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.flush();
    });
  }

  private flush(): void {
    const before = this.model.rows.at(-1)?.id;
    this.model.refresh();
    const added = before === undefined ? 0 : this.model.rows.length - 1 - this.indexOf(before);
    if (this.state.mode === 'follow') {
      this.model.trim();
      this.model.refresh();
    }
    this.render();
    this.dispatch({ type: 'grew', added: Math.max(0, added) });
  }

  private toggle(id: string): void {
    const element = this.element.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
    const opening = !this.context.isOpen(id);
    const before = element === null ? null : this.mounted.offsetOf(element);
    this.ports.setOpen(id, opening);
    this.render(true);
    if (element === null || before === null) return;
    // A member of a group is no row of the list: its group is the anchor.
    const row = outerRow(element) ?? element;
    const header = { id: row.dataset.id ?? id, offset: row === element ? before : this.mounted.offsetOf(row) };
    const leaves = this.mounted.offsetOf(element) - this.metrics().below < 0;
    this.dispatch({ type: 'opened', header, leaves: opening && leaves });
  }

  private render(all = false): void {
    this.mounted.render(this.wantedSpan(), all);
    this.mounted.feed.classList.toggle('has-older', this.model.hasOlder && this.mounted.span.start === 0);
    this.mounted.setTabStop(this.active);
  }

  private renderIfMoved(): boolean {
    const wanted = this.wantedSpan();
    const { span } = this.mounted;
    if (wanted.start === span.start && wanted.end === span.end) return false;
    this.render();
    return true;
  }

  private wantedSpan(): Span {
    const { rows } = this.model;
    if (this.state.mode === 'follow') {
      return tailSpan(rows.length, (index) => {
        const row = rows[index];
        return row?.kind === 'item' && (row.item.kind === 'user' || row.item.kind === 'boundary');
      });
    }
    const anchor = this.anchorIndex();
    const first = anchor < 0 ? this.mounted.firstVisible() : anchor;
    return spanAround(rows.length, first, this.mounted.lastVisible(first), this.mounted.span);
  }

  // ---- keyboard -------------------------------------------------------------------------------------------------

  toEnd(): void {
    this.active = null;
    this.dispatch({ type: 'toEnd' });
    this.schedule();
  }

  /** The keys and gestures that mean "let me read". */
  upIntent(event?: Event): void {
    // A body with its own scroll keeps the gesture for itself until its edge.
    const inner = event?.target instanceof Element ? event.target.closest('.row-body, pre') : null;
    if (inner !== null && inner.scrollTop > 0) return;
    this.dispatch({ type: 'upIntent' });
  }

  /** Moves the focus by `by` rows, mounting rows as needed; without a focused row it begins at the last one. */
  moveFocus(by: number): void {
    const { rows } = this.model;
    const current = this.active === null ? -1 : this.indexOf(this.active);
    const index = current < 0 ? rows.length - 1 : current + by;
    this.focusRow(Math.min(rows.length - 1, Math.max(0, index)));
  }

  focusRow(index: number): void {
    const row = this.model.rows[index];
    if (row === undefined) return;
    if (!this.mounted.has(row.id)) {
      this.state = { mode: 'detached', anchor: row.id, offset: 40, unseen: 0 };
      this.render();
      this.dispatch({ type: 'shown' });
    }
    const element = this.mounted.view(row.id)?.element;
    if (element === undefined) return;
    element.focus({ preventScroll: true });
    this.reveal(element);
  }

  /** The focused row, if there is one. */
  focused(): { readonly id: string; readonly view: RowView } | null {
    const id = this.active;
    const view = id === null ? undefined : this.mounted.view(id);
    return id === null || view === undefined ? null : { id, view };
  }

  /** The next row after the focused one that went wrong, going round. */
  focusNextProblem(): void {
    const { rows } = this.model;
    const from = this.active === null ? -1 : this.indexOf(this.active);
    for (let step = 1; step <= rows.length; step += 1) {
      const index = (from + step + rows.length) % rows.length;
      const row = rows[index];
      if (row !== undefined && isProblem(row)) {
        this.focusRow(index);
        return;
      }
    }
  }

  setOpen(id: string, open: boolean): void {
    if (this.context.isOpen(id) !== open) this.toggle(id);
  }

  private onFocus(event: FocusEvent): void {
    const row = event.target instanceof Element ? outerRow(event.target) : null;
    if (row?.dataset.id === undefined) return;
    this.active = row.dataset.id;
    this.mounted.setTabStop(this.active);
  }

  /** Scrolls a focused row into view; leaving the end that way is the reader's wish to stay there. */
  private reveal(element: HTMLElement): void {
    const top = this.mounted.offsetOf(element);
    const room = this.element.clientHeight - Math.min(element.offsetHeight, this.element.clientHeight);
    if (top >= 0 && top <= room) return;
    if (top < 0) this.dispatch({ type: 'upIntent' });
    this.write(this.element.scrollTop + (top < 0 ? top - 8 : top - room + 8));
    this.dispatch({ type: 'scrolled', byUs: false, down: top > 0 });
    if (this.renderIfMoved()) this.restore();
  }

  // ---- scrolling ------------------------------------------------------------------------------------------------

  private dispatch(event: FollowEvent): void {
    const step = stepFollow(this.state, event, this.metrics());
    this.state = step.state;
    if (step.effect === 'stick') this.stick();
    else if (step.effect === 'restore') this.restore();
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    this.ports.onFollow(this.state, scrollHeight - scrollTop - clientHeight, clientHeight);
  }

  private stick(): void {
    this.renderIfMoved();
    this.write(this.element.scrollHeight - this.element.clientHeight);
  }

  /** Puts the anchor row back where the reader left it. */
  private restore(): void {
    if (this.state.mode !== 'detached') return;
    const { anchor, offset } = this.state;
    if (!this.mounted.has(anchor) && this.indexOf(anchor) >= 0) this.render();
    const element = this.mounted.view(anchor)?.element;
    if (element === undefined) return;
    const now = this.mounted.offsetOf(element);
    if (Math.abs(now - offset) >= 1) this.write(this.element.scrollTop + now - offset);
  }

  private write(top: number): void {
    this.element.scrollTop = Math.max(0, top);
    this.position = this.element.scrollTop;
  }

  private onScroll(): void {
    const top = this.element.scrollTop;
    const byUs = Math.abs(top - this.position) <= 1;
    const down = top > this.position;
    this.position = top;
    this.dispatch({ type: 'scrolled', byUs, down });
    if (this.state.mode !== 'detached') return;
    if (!byUs && this.renderIfMoved()) this.restore();
    this.askOlder();
  }

  private askOlder(): void {
    const first = this.model.items[0];
    if (first === undefined || !this.model.hasOlder || this.asked === first.id) return;
    if (this.mounted.span.start > 0 || this.element.scrollTop > olderAt) return;
    this.asked = first.id;
    this.ports.requestOlder(first.id);
  }

  private onResize(): void {
    if (this.lastWidth !== this.element.clientWidth) {
      this.lastWidth = this.element.clientWidth;
      this.mounted.forgetHeights();
    }
    this.dispatch({ type: 'grew', added: 0 });
  }

  private metrics(): Metrics {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    const anchor = (): Anchor | null => this.firstAnchor();
    return {
      below: scrollHeight - scrollTop - clientHeight,
      shown: clientHeight > 0,
      scrollable: scrollHeight > clientHeight + 1,
      // Measured only when asked for: most events do not need it.
      get anchor() {
        return anchor();
      },
    };
  }

  private firstAnchor(): Anchor | null {
    const row = this.model.rows[this.mounted.firstVisible()];
    if (row === undefined) return null;
    const element = this.mounted.view(row.id)?.element;
    // The view was dragged to where no row is mounted yet: the row that belongs there goes to the top.
    return { id: row.id, offset: element === undefined ? 0 : this.mounted.offsetOf(element) };
  }

  private anchorIndex(): number {
    return this.state.mode === 'detached' ? this.indexOf(this.state.anchor) : -1;
  }

  private indexOf(id: string): number {
    return this.model.rows.findLastIndex((row) => row.id === id);
  }
}

function isProblem(row: Row): boolean {
  if (row.kind === 'group') return false;
  const { item } = row;
  if (item.kind === 'tool') return item.status === 'failed' || item.status === 'blocked';
  if (item.kind === 'end' || item.kind === 'stage') return item.state === 'failed' || item.state === 'blocked';
  return item.kind === 'notice' ? item.level !== 'info' : item.kind === 'boundary';
}

/** The list's own row around an element: the outermost one, since groups hold rows. */
function outerRow(element: Element): HTMLElement | null {
  let found: HTMLElement | null = null;
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    if (at instanceof HTMLElement && at.classList.contains('row')) found = at;
  }
  return found;
}
