import { type Button, provideVSCodeDesignSystem, vsCodeButton, vsCodeProgressRing } from '@vscode/webview-ui-toolkit';
import { h } from './dom.ts';
import { icon, type IconName } from './icon.ts';

/*
 * The only importer of the toolkit, which is no longer developed: everything else asks for a control by its purpose and
 * gets an HTMLElement. A component is registered when it is first asked for, so a bundle holds only what it uses.
 */
type Definition = Parameters<ReturnType<typeof provideVSCodeDesignSystem>['register']>[0];

const registered = new Set<string>();

function ensure(name: string, define: () => Definition): void {
  if (registered.has(name)) return;
  registered.add(name);
  provideVSCodeDesignSystem().register(define());
}

/** The toolkit types its elements as classes; `createElement` with an unregistered tag map returns HTMLElement. */
function make<T extends HTMLElement>(tag: string): T {
  return document.createElement(tag) as T;
}

export interface ButtonOptions {
  readonly label: string;
  readonly kind?: 'primary' | 'secondary' | 'icon';
  /** Shown before the label; for kind `icon` instead of it (the label becomes name and tooltip). */
  readonly icon?: IconName;
  readonly title?: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

export function button(options: ButtonOptions): HTMLElement {
  ensure('button', () => vsCodeButton());
  const element = make<Button>('vscode-button');
  const kind = options.kind ?? 'primary';
  element.setAttribute('appearance', kind);
  element.setAttribute('aria-label', options.label);
  element.title = options.title ?? (kind === 'icon' ? options.label : '');
  if (options.disabled === true) element.setAttribute('disabled', '');
  if (options.icon !== undefined) {
    const glyph = icon(options.icon);
    if (kind !== 'icon') glyph.slot = 'start';
    element.append(glyph);
  }
  if (kind !== 'icon') element.append(options.label);
  element.addEventListener('click', options.onClick);
  return element;
}

/** Enables or disables any control made here. */
export function setEnabled(control: HTMLElement, enabled: boolean): void {
  control.toggleAttribute('disabled', !enabled);
}

/** A spinner with words. The ring itself is hidden from screen readers: it would announce "Loading" on every show. */
export function busy(label: string): HTMLElement {
  ensure('progress-ring', () => vsCodeProgressRing());
  const ring = make('vscode-progress-ring');
  ring.setAttribute('aria-hidden', 'true');
  ring.setAttribute('role', 'presentation');
  return h('div', { class: 'kit-busy', attrs: { role: 'status' } }, ring, h('span', {}, label));
}
