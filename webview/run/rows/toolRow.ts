import type { ToolItem } from '../../../src/protocol/stream/item.ts';
import type { Row } from '../../../src/protocol/stream/rows.ts';
import { h } from '../../shared/dom.ts';
import { formatDuration, plural, spokenDuration } from '../../shared/time.ts';
import { toolGlyphs, toolIcons, toolWords } from '../glyphs.ts';
import { actionButton, Disclosure, type RowFace } from './disclosure.ts';
import { memberItem } from './textRows.ts';
import type { RowContext, RowView } from './rowView.ts';

/** One tool call. */
export class ToolRow implements RowView {
  readonly element: HTMLElement;
  private readonly line: Disclosure;
  private readonly context: RowContext;
  private item: ToolItem;
  private body: { readonly of: ToolItem; readonly element: HTMLElement } | null = null;

  constructor(item: ToolItem, context: RowContext) {
    this.item = item;
    this.context = context;
    this.line = new Disclosure(item.id, 'tool', context);
    this.element = this.line.element;
  }

  update(row: Row): void {
    const item = memberItem(row);
    if (item?.kind === 'tool') this.show(item);
  }

  show(item: ToolItem): void {
    this.item = item;
    this.element.dataset.status = item.status;
    const hasBody = item.output !== '' || item.input !== '' || item.error !== null;
    this.line.show(this.face(), hasBody ? () => this.bodyOf(item) : null);
    if (item.path === null) return;
    this.line.setActions(
      actionButton('go-to-file', 'Open file', () => this.context.post({ type: 'openItem', id: this.item.id })),
    );
  }

  tick(): void {
    if (this.item.endedAt === null) this.line.setMeta(metaOf(this.item, this.context.now()));
  }

  activate(): void {
    if (this.item.path !== null) this.context.post({ type: 'openItem', id: this.item.id });
    else this.line.toggle();
  }

  copyText(): string {
    return this.item.output === '' ? summaryOf(this.item) : this.item.output;
  }

  private face(): RowFace {
    const { item } = this;
    const glyph = toolGlyphs[item.status] ?? { icon: toolIcons[item.tool], tone: 'muted' as const };
    const label = item.tool === 'other' ? item.name : toolWords[item.tool];
    const summary = summaryOf(item);
    const ms = item.endedAt === null ? null : item.endedAt - item.startedAt;
    const took = ms === null ? '' : `, ${spokenDuration(ms)}`;
    return {
      icon: glyph.icon,
      ...(glyph.spin === true ? { spin: true } : {}),
      tone: glyph.tone,
      label,
      summary:
        item.error !== null && item.status === 'failed'
          ? [summary, firstLineOf(item.error)].filter((part) => part !== '').join(' · ')
          : summary,
      meta: metaOf(item, this.context.now()),
      live: item.status === 'running',
      struck: item.status === 'cancelled',
      spoken: `${label}, ${summary}, ${item.status}${took}`,
    };
  }

  private bodyOf(item: ToolItem): HTMLElement {
    if (this.body?.of === item) return this.body.element;
    const element = h(
      'div',
      { class: 'tool-body' },
      item.input !== '' && showsInput(item) && h('pre', { class: 'mono tool-input' }, item.input),
      item.error !== null && h('div', { class: 'tool-error' }, h('strong', {}, 'Error '), item.error),
      item.output !== '' && h('pre', { class: 'mono' }, item.output),
      item.cut &&
        h(
          'button',
          {
            class: 'link',
            attrs: { type: 'button' },
            on: { click: () => this.context.post({ type: 'openText', id: item.id }) },
          },
          'Open full output',
        ),
    );
    this.body = { of: item, element };
    return element;
  }
}

/** The path or pattern without the verb that the label already says. */
export function summaryOf(item: ToolItem): string {
  if (item.tool === 'read' && item.path !== null) return item.path;
  return item.title.replace(/^(read(ing)?|search(ing)?( for)?|list(ing)?)\b:?\s+/i, '');
}

/** Arguments are shown when they say more than the line does. */
function showsInput(item: ToolItem): boolean {
  return item.output === '' || item.tool === 'other' || item.status !== 'completed';
}

function firstLineOf(error: string): string {
  return error.split('\n', 1)[0] ?? '';
}

function metaOf(item: ToolItem, now: number): string {
  const ms = (item.endedAt ?? now) - item.startedAt;
  if (item.status === 'pending' || item.status === 'running') return ms >= 2000 ? formatDuration(ms) : '';
  const took = ms >= 1000 ? formatDuration(ms) : '';
  if (item.status !== 'completed') return [item.status, took].filter((part) => part !== '').join(' · ');
  const lines = item.output === '' ? 0 : item.output.trimEnd().split('\n').length;
  const counted = lines > 1 ? plural(lines, 'line') : '';
  return [item.cut && lines > 0 ? `${counted}+` : counted, took].filter((part) => part !== '').join(' · ');
}
