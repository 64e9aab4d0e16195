import {
  type Button,
  type Checkbox,
  type Dropdown,
  provideVSCodeDesignSystem,
  type TextField,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDivider,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
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

export function divider(): HTMLElement {
  ensure('divider', () => vsCodeDivider());
  const element = make('vscode-divider');
  element.setAttribute('role', 'presentation');
  return element;
}

/** A count or short word on the badge colours. Not the toolkit's: its template carries an inline style (CSP). */
export function badge(text: string, label?: string): HTMLElement {
  return h('span', { class: 'kit-badge', attrs: { 'aria-label': label } }, text);
}

export interface SelectOptions {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function select(options: SelectOptions): HTMLElement {
  ensure('dropdown', () => vsCodeDropdown());
  ensure('option', () => vsCodeOption());
  const element = make<Dropdown>('vscode-dropdown');
  element.setAttribute('aria-label', options.label);
  for (const entry of options.options) {
    const option = make('vscode-option');
    option.setAttribute('value', entry.value);
    if (entry.value === options.value) option.setAttribute('selected', '');
    option.textContent = entry.label;
    element.append(option);
  }
  element.addEventListener('change', () => options.onChange(element.value));
  return element;
}

export function checkbox(options: {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}): HTMLElement {
  ensure('checkbox', () => vsCodeCheckbox());
  const element = make<Checkbox>('vscode-checkbox');
  element.textContent = options.label;
  if (options.checked) element.setAttribute('checked', '');
  element.addEventListener('change', () => options.onChange(element.checked));
  return element;
}

export function textField(options: {
  readonly label: string;
  readonly placeholder?: string;
  readonly onInput: (value: string) => void;
}): HTMLElement {
  ensure('text-field', () => vsCodeTextField());
  const element = make<TextField>('vscode-text-field');
  element.setAttribute('aria-label', options.label);
  if (options.placeholder !== undefined) element.setAttribute('placeholder', options.placeholder);
  element.addEventListener('input', () => options.onInput(element.value));
  return element;
}
