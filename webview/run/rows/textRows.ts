import { assertNever } from '../../../src/base/assertNever.ts';
import type { ItemOf } from '../../../src/protocol/stream/item.ts';
import type { Row } from '../../../src/protocol/stream/rows.ts';
import { h, setAttrs } from '../../shared/dom.ts';
import { icon } from '../../shared/icon.ts';
import { MarkdownView } from '../../shared/markdown.ts';
import { formatDuration } from '../../shared/time.ts';
import { actionButton, Disclosure } from './disclosure.ts';
import type { RowContext, RowView } from './rowView.ts';

/** What the engine sent: a bubble, folded to a few lines until opened. */
export class PromptRow implements RowView {
  readonly element: HTMLElement;
  private readonly text = h('div', { class: 'bubble-text' });
  private readonly more: HTMLElement;
  private readonly context: RowContext;
  private item: ItemOf<'user'>;

  constructor(item: ItemOf<'user'>, context: RowContext) {
    this.item = item;
    this.context = context;
    this.more = h('button', {
      class: 'bubble-more',
      attrs: { type: 'button', tabindex: -1 },
      on: { click: () => this.activate() },
    });
    const copy = actionButton('copy', 'Copy prompt', () => context.post({ type: 'copy', text: this.item.text }));
    this.element = h(
      'article',
      { class: 'row row-prompt', attrs: { 'data-id': item.id, tabindex: -1 } },
      h('div', { class: 'bubble' }, this.text, this.more, copy),
    );
  }

  update(row: Row): void {
    if (row.kind !== 'item' || row.item.kind !== 'user') return;
    this.item = row.item;
    const open = this.context.isOpen(this.item.id);
    const what = this.item.round === 0 ? 'Prompt' : `Prompt, round ${this.item.round + 1}`;
    this.text.textContent = open ? this.item.text : this.item.text.slice(0, 600).replace(/\n\s*\n/g, '\n');
    this.element.classList.toggle('is-open', open);
    this.more.textContent = open ? 'Show less' : 'Show all';
    this.more.hidden = this.item.text.length < 220 && this.item.text.split('\n').length <= 3;
    setAttrs(this.more, { 'aria-expanded': String(open) });
    setAttrs(this.element, { 'aria-label': `${what} from the engine: ${this.item.text.slice(0, 120)}` });
  }

  activate(): void {
    const { id, cut } = this.item;
    if (this.context.isOpen(id) && cut) this.context.post({ type: 'openText', id });
    this.context.toggle(id);
  }

  copyText(): string {
    return this.item.text;
  }
}

/** What the agent wrote: bare Markdown. */
export class ProseRow implements RowView {
  readonly element: HTMLElement;
  private readonly view = new MarkdownView();
  private text = '';

  constructor(item: ItemOf<'prose'>) {
    this.element = h(
      'article',
      { class: 'row row-prose', attrs: { 'data-id': item.id, tabindex: -1 } },
      this.view.element,
    );
  }

  update(row: Row): void {
    if (row.kind !== 'item' || row.item.kind !== 'prose') return;
    const { text, endedAt } = row.item;
    this.text = text;
    this.view.update(text, endedAt !== null);
    this.element.classList.toggle('is-live', endedAt === null);
    setAttrs(this.element, { 'aria-label': endedAt === null ? 'Answer, being written' : 'Answer' });
  }

  copyText(): string {
    return this.text;
  }
}

/** Reasoning: one line, opens to plain text. */
export class ThoughtRow implements RowView {
  readonly element: HTMLElement;
  private readonly line: Disclosure;
  private readonly body = h('div', { class: 'thought-text' });
  private readonly context: RowContext;
  private item: ItemOf<'thought'>;

  constructor(item: ItemOf<'thought'>, context: RowContext) {
    this.item = item;
    this.context = context;
    this.line = new Disclosure(item.id, 'thought', context);
    this.element = this.line.element;
  }

  update(row: Row): void {
    const item = memberItem(row);
    if (item?.kind === 'thought') this.show(item);
  }

  show(item: ItemOf<'thought'>): void {
    this.item = item;
    const open = this.context.isOpen(item.id);
    const live = item.endedAt === null;
    if (open && this.body.textContent !== item.text) this.body.textContent = item.text;
    const meta = this.elapsed();
    this.line.show(
      {
        icon: live ? 'loading' : 'lightbulb',
        spin: live,
        tone: live ? 'running' : 'muted',
        label: live ? 'Thinking' : 'Thought',
        summary: live || open ? '' : firstWords(item.text),
        meta,
        live,
        spoken: `${live ? 'Thinking' : 'Thought'}${meta === '' ? '' : `, ${meta}`}`,
      },
      () => this.body,
    );
  }

  tick(): void {
    if (this.item.endedAt === null) this.line.setMeta(this.elapsed());
  }

  activate(): void {
    this.line.toggle();
  }

  copyText(): string {
    return this.item.text;
  }

  private elapsed(): string {
    const { startedAt, endedAt } = this.item;
    const ms = (endedAt ?? this.context.now()) - startedAt;
    return ms >= (endedAt === null ? 2000 : 1000) ? formatDuration(ms) : '';
  }
}

/** A remark of the backend, in a tinted strip. */
export class NoticeRow implements RowView {
  readonly element: HTMLElement;
  private readonly text = h('span', { class: 'grow' });
  private readonly glyph = h('span', { class: 'row-glyph' });

  constructor(item: ItemOf<'notice'>) {
    this.element = h(
      'article',
      { class: 'row row-notice', attrs: { 'data-id': item.id, tabindex: -1 } },
      h('div', { class: 'notice' }, this.glyph, this.text),
    );
  }

  update(row: Row): void {
    if (row.kind !== 'item' || row.item.kind !== 'notice') return;
    const { level, text } = row.item;
    this.element.dataset.tone = noticeTone(level);
    this.glyph.replaceChildren(icon(level));
    this.text.textContent = text;
    setAttrs(this.element, { 'aria-label': `${level}: ${text}` });
  }
}

function noticeTone(level: ItemOf<'notice'>['level']): string {
  switch (level) {
    case 'error':
      return 'failed';
    case 'warning':
      return 'attention';
    case 'info':
      return 'muted';
    default:
      return assertNever(level);
  }
}

/** The item behind a row that stands for one item. */
export function memberItem(row: Row): Extract<Row, { kind: 'item' }>['item'] | null {
  return row.kind === 'item' ? row.item : null;
}

function firstWords(text: string): string {
  return text.slice(0, 200).replace(/\s+/g, ' ').trim();
}
