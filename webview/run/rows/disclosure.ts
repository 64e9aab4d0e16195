import { h, replaceChildren, setAttrs, setText } from '../../shared/dom.ts';
import { icon, type IconName, setIcon } from '../../shared/icon.ts';
import type { Glyph } from '../glyphs.ts';
import type { RowContext } from './rowView.ts';

/** What a one-line row shows. Words always stand beside the glyph; colour only repeats them. */
export interface RowFace {
  readonly icon: IconName;
  readonly spin?: boolean;
  readonly tone?: Glyph['tone'];
  readonly label: string;
  readonly summary?: string;
  /** Right-aligned: duration, counts, a status word. */
  readonly meta?: string;
  /** The one-line form for screen readers. */
  readonly spoken: string;
  /** Moving label: the row runs now. */
  readonly live?: boolean;
  readonly struck?: boolean;
}

/**
 * The one-line row that opens: `glyph label summary ... meta chevron`, with a body below. The body is built when it is opened
 * and thrown away when it is closed.
 */
export class Disclosure {
  readonly element: HTMLElement;
  private readonly id: string;
  private readonly context: RowContext;
  private readonly glyph = icon('circle-outline');
  private readonly label = h('span', { class: 'row-label' });
  private readonly summary = h('span', { class: 'row-summary ellipsis' });
  private readonly meta = h('span', { class: 'row-meta' });
  private readonly chevron = icon('chevron-right', { class: 'row-chevron' });
  private readonly actions = h('span', { class: 'row-actions' });
  private readonly head: HTMLElement;
  private body: HTMLElement | null = null;
  private openable = false;

  constructor(id: string, kind: string, context: RowContext) {
    this.id = id;
    this.context = context;
    this.head = h(
      'button',
      {
        class: 'row-head',
        attrs: { type: 'button', tabindex: -1 },
        on: { click: () => this.openable && context.toggle(id) },
      },
      h('span', { class: 'row-glyph' }, this.glyph),
      this.label,
      this.summary,
      this.meta,
      this.chevron,
    );
    const line = h('div', { class: 'row-line' }, this.head, this.actions);
    this.element = h('article', { class: `row row-${kind}`, attrs: { 'data-id': id, tabindex: -1 } }, line);
  }

  /** Shows the row; `body` makes the content of the open row, null when there is nothing to open. */
  show(face: RowFace, body: (() => HTMLElement) | null): void {
    setIcon(this.glyph, face.icon, { spin: face.spin === true });
    this.element.dataset.tone = face.tone ?? '';
    this.element.classList.toggle('is-live', face.live === true);
    this.element.classList.toggle('is-struck', face.struck === true);
    setText(this.label, face.label);
    setText(this.summary, face.summary ?? '');
    this.setMeta(face.meta ?? '');
    this.openable = body !== null;
    const open = this.openable && this.context.isOpen(this.id);
    setAttrs(this.element, { 'aria-label': face.spoken });
    setAttrs(this.head, {
      'aria-expanded': this.openable ? String(open) : null,
      'aria-disabled': this.openable ? null : 'true',
    });
    this.element.classList.toggle('is-open', open);
    this.element.classList.toggle('is-inert', !this.openable);
    if (open && body !== null) this.showBody(body());
    else this.closeBody();
  }

  setMeta(text: string): void {
    setText(this.meta, text);
  }

  setActions(...actions: readonly HTMLElement[]): void {
    if (this.actions.childElementCount !== actions.length) replaceChildren(this.actions, ...actions);
  }

  get isOpenable(): boolean {
    return this.openable;
  }

  toggle(): void {
    if (this.openable) this.context.toggle(this.id);
  }

  private showBody(content: HTMLElement): void {
    if (this.body === null) {
      this.body = h('div', { class: 'row-body' });
      this.element.append(this.body);
    }
    if (this.body.firstElementChild === content) return;
    const top = this.body.scrollTop;
    this.body.replaceChildren(content);
    this.body.scrollTop = top;
  }

  private closeBody(): void {
    this.body?.remove();
    this.body = null;
  }
}

export function actionButton(name: IconName, label: string, onClick: () => void): HTMLElement {
  return h(
    'button',
    {
      class: 'row-action',
      title: label,
      attrs: { type: 'button', 'aria-label': label, tabindex: -1 },
      on: { click: onClick },
    },
    icon(name),
  );
}
