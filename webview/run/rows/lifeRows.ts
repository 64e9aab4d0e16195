import type { Item, ItemOf } from '../../../src/protocol/stream/item.ts';
import type { Row } from '../../../src/protocol/stream/rows.ts';
import { append, h, setAttrs, setText } from '../../shared/dom.ts';
import { icon } from '../../shared/icon.ts';
import { formatClock, formatCount, formatDuration, plural } from '../../shared/time.ts';
import { stageGlyphs, stateGlyphs } from '../glyphs.ts';
import { actionButton, Disclosure } from './disclosure.ts';
import type { RowContext, RowView } from './rowView.ts';

/** The engine's objections to an answer, sent back to the same session. */
export class ChallengeRow implements RowView {
  readonly element: HTMLElement;
  private readonly line: Disclosure;

  constructor(item: ItemOf<'challenge'>, context: RowContext) {
    this.line = new Disclosure(item.id, 'challenge', context);
    this.element = this.line.element;
  }

  update(row: Row): void {
    if (row.kind !== 'item' || row.item.kind !== 'challenge') return;
    const { violations, total } = row.item;
    const citations = violations.every((violation) => /citation|quote|line|path/i.test(violation.rule));
    const label = `Engine asked to repair ${plural(total, citations ? 'citation' : 'place')}`;
    this.line.show({ icon: 'comment-discussion', tone: 'attention', label, spoken: label }, () => {
      const list = h('ul', { class: 'challenge-list' });
      for (const { at, message } of violations) {
        list.append(h('li', {}, at !== '' && h('code', { class: 'mono' }, at), at !== '' && ' ', message));
      }
      return h(
        'div',
        { class: 'tool-body' },
        list,
        total > violations.length && `and ${total - violations.length} more`,
      );
    });
  }

  activate(): void {
    this.line.toggle();
  }
}

/** "Attempt 2 after: 429", a rule across the stream. */
export class BoundaryRow implements RowView {
  readonly element: HTMLElement;
  private readonly text = h('span', { class: 'boundary-text' });
  private readonly context: RowContext;
  private item: ItemOf<'boundary'>;

  constructor(item: ItemOf<'boundary'>, context: RowContext) {
    this.item = item;
    this.context = context;
    this.element = h(
      'article',
      { class: 'row row-boundary', attrs: { 'data-id': item.id, tabindex: -1 } },
      icon('history'),
      this.text,
    );
  }

  update(row: Row): void {
    if (row.kind === 'item' && row.item.kind === 'boundary') this.item = row.item;
    this.tick();
  }

  tick(): void {
    const { attempt, reason, retryAt } = this.item;
    const wait = retryAt === null ? 0 : retryAt - this.context.now();
    const when = wait > 0 ? ` in ${formatDuration(Math.max(1000, wait))}` : '';
    setText(this.text, `Attempt ${attempt}${when} after: ${reason}`);
    setAttrs(this.element, { 'aria-label': `Attempt ${attempt} after: ${reason}` });
  }
}

const endWords: Record<ItemOf<'end'>['state'], string> = {
  completed: 'Finished',
  failed: 'Failed',
  blocked: 'Blocked',
  cancelled: 'Cancelled',
  skipped: 'Skipped',
};

/** How the step ended: "Finished in 2m 14s · 18 tool calls · 41k tokens". */
export class EndRow implements RowView {
  readonly element: HTMLElement;
  private readonly line = h('div', { class: 'end-line' });
  private readonly detail = h('div', { class: 'end-detail' });

  constructor(item: ItemOf<'end'>) {
    this.element = h(
      'article',
      { class: 'row row-end', attrs: { 'data-id': item.id, tabindex: -1 } },
      this.line,
      this.detail,
    );
  }

  update(row: Row): void {
    if (row.kind !== 'item' || row.item.kind !== 'end') return;
    const { item } = row;
    const glyph = stateGlyphs[item.state];
    this.element.dataset.tone = glyph.tone;
    const text = endSummary(item);
    this.line.replaceChildren(icon(glyph.icon));
    append(this.line, [h('span', {}, text)]);
    this.detail.textContent = item.text;
    this.detail.hidden = item.text === '';
    setAttrs(this.element, { 'aria-label': `${text}. ${item.text}` });
  }
}

export function endSummary(item: ItemOf<'end'>): string {
  const took =
    item.durationMs === null
      ? ''
      : ` ${item.state === 'completed' ? 'in' : 'after'} ${formatDuration(item.durationMs)}`;
  const parts = [`${endWords[item.state]}${item.state === 'skipped' ? '' : took}`];
  if (item.toolCalls > 0) parts.push(plural(item.toolCalls, 'tool call'));
  if (item.tokens > 0) parts.push(`${formatCount(item.tokens)} tokens`);
  if (item.state === 'completed' && item.findings > 0) parts.push(plural(item.findings, 'finding'));
  return parts.join(' · ');
}

/** A row of the run itself. */
export class StageRow implements RowView {
  readonly element: HTMLElement;
  private readonly line: Disclosure;
  private readonly context: RowContext;
  private item: ItemOf<'stage'>;

  constructor(item: ItemOf<'stage'>, context: RowContext) {
    this.item = item;
    this.context = context;
    this.line = new Disclosure(item.id, 'stage', context);
    this.element = this.line.element;
    const { step } = item;
    if (item.link === 'report') this.line.setActions(actionButton('output', 'Open report', () => this.openReport()));
    else if (step !== null) {
      this.line.setActions(actionButton('go-to-file', 'Show this agent', () => context.select(step)));
    }
  }

  update(row: Row): void {
    if (row.kind !== 'item' || row.item.kind !== 'stage') return;
    const { item } = row;
    this.item = item;
    const glyph = stageGlyphs[item.state];
    const body = item.detail === '' ? null : () => h('div', { class: 'stage-detail' }, item.detail);
    this.line.show(
      { icon: glyph.icon, tone: glyph.tone, label: item.text, meta: formatClock(item.startedAt), spoken: item.text },
      body,
    );
  }

  activate(): void {
    if (this.item.link === 'report') this.openReport();
    else if (this.line.isOpenable) this.line.toggle();
    else if (this.item.step !== null) this.context.select(this.item.step);
  }

  copyText(): string {
    return `${this.item.text}\n${this.item.detail}`.trim();
  }

  private openReport(): void {
    this.context.post({ type: 'act', action: 'openReport' });
  }
}

/** Kinds that a gap rule treats as one-line rows: they touch each other. */
export function isOneLine(item: Item): boolean {
  return item.kind === 'tool' || item.kind === 'thought' || item.kind === 'challenge' || item.kind === 'stage';
}
