import { h } from './dom.ts';

/** Names of https://microsoft.github.io/vscode-codicons that the panes use; a typo is a compile error. */
export type IconName =
  | 'arrow-down'
  | 'check'
  | 'checklist'
  | 'chevron-down'
  | 'chevron-right'
  | 'circle-outline'
  | 'circle-slash'
  | 'comment-discussion'
  | 'copy'
  | 'debug-continue'
  | 'debug-disconnect'
  | 'debug-step-over'
  | 'debug-stop'
  | 'ellipsis'
  | 'error'
  | 'eye'
  | 'file-code'
  | 'git-commit'
  | 'go-to-file'
  | 'history'
  | 'info'
  | 'layout-sidebar-left'
  | 'lightbulb'
  | 'link-external'
  | 'list-tree'
  | 'loading'
  | 'output'
  | 'pass'
  | 'pulse'
  | 'refresh'
  | 'save'
  | 'search'
  | 'server-process'
  | 'shield'
  | 'sync'
  | 'tools'
  | 'verified'
  | 'warning'
  | 'watch';

export function iconClass(name: IconName, spin = false): string {
  return `codicon codicon-${name}${spin ? ' codicon-modifier-spin' : ''}`;
}

/** A glyph. Hidden from screen readers: the word beside it says the same. */
export function icon(name: IconName, options: { readonly spin?: boolean; readonly class?: string } = {}): HTMLElement {
  const extra = options.class === undefined ? '' : ` ${options.class}`;
  return h('span', { class: iconClass(name, options.spin) + extra, attrs: { 'aria-hidden': 'true' } });
}

/** Changes a glyph in place; the element keeps its identity, so a spinner does not restart. */
export function setIcon(element: HTMLElement, name: IconName, options: { readonly spin?: boolean } = {}): void {
  const keep = [...element.classList].filter((entry) => !entry.startsWith('codicon'));
  const next = [iconClass(name, options.spin), ...keep].join(' ');
  if (element.className !== next) element.className = next;
}
