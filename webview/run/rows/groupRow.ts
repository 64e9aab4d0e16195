import type { Row } from '../../../src/protocol/stream/rows.ts';
import { h } from '../../shared/dom.ts';
import { formatDuration } from '../../shared/time.ts';
import { Disclosure } from './disclosure.ts';
import type { RowContext, RowView } from './rowView.ts';
import { ThoughtRow } from './textRows.ts';
import { ToolRow } from './toolRow.ts';

type Group = Extract<Row, { kind: 'group' }>;
type Member = ToolRow | ThoughtRow;

/** Members in the document while a group is open; older ones on demand, so that a long run of calls stays cheap. */
const shownMembers = 40;

/** Adjacent calls under one line: "Read 6 files, searched 3 times". */
export class GroupRow implements RowView {
  readonly element: HTMLElement;
  private readonly line: Disclosure;
  private readonly context: RowContext;
  private readonly members = new Map<string, Member>();
  private readonly body = h('div', { class: 'group-body' });
  private readonly more: HTMLElement;
  private group: Group;
  private limit = shownMembers;

  constructor(row: Group, context: RowContext) {
    this.group = row;
    this.context = context;
    this.line = new Disclosure(row.id, 'group', context);
    this.element = this.line.element;
    this.more = h('button', {
      class: 'link',
      attrs: { type: 'button' },
      on: {
        click: () => {
          this.limit += shownMembers;
          this.fill();
        },
      },
    });
  }

  update(row: Row): void {
    if (row.kind !== 'group') return;
    this.group = row;
    const meta = formatDuration(row.endedAt - row.startedAt);
    const open = this.context.isOpen(row.id);
    if (open) this.fill();
    else {
      this.members.clear();
      this.body.replaceChildren();
    }
    this.line.show(
      { icon: 'checklist', tone: 'muted', label: row.label, meta, spoken: `${row.label}, ${meta}` },
      () => this.body,
    );
  }

  activate(): void {
    this.line.toggle();
  }

  copyText(): string {
    return this.group.members
      .map((item) => (item.kind === 'tool' ? `${item.name} ${item.title}` : 'Thought'))
      .join('\n');
  }

  private fill(): void {
    const shown = this.group.members.slice(-this.limit);
    const hidden = this.group.members.length - shown.length;
    this.more.textContent = `Show ${Math.min(hidden, shownMembers)} earlier (${hidden} hidden)`;
    const elements = shown.map((item) => {
      let view = this.members.get(item.id);
      view ??= item.kind === 'tool' ? new ToolRow(item, this.context) : new ThoughtRow(item, this.context);
      this.members.set(item.id, view);
      view.update({ kind: 'item', id: item.id, item });
      return view.element;
    });
    this.body.replaceChildren(...(hidden > 0 ? [this.more, ...elements] : elements));
  }
}
