import type { StreamList } from './streamList.ts';

export interface KeyPorts {
  readonly list: StreamList;
  moveAgent(by: number): void;
  moveWave(by: number): void;
  focusRail(): void;
  nextBlocked(): void;
  copy(text: string): void;
  inRail(): boolean;
}

type Act = () => void;

/**
 * The keys of the pane. They act only inside it, never on a field or control that wants the key itself, and none of them can
 * stop a run: Esc only moves the focus outwards.
 */
export function listenToKeys(ports: KeyPorts): void {
  // On the document: after a reload the focus is nowhere, and the keys must work all the same.
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey) return;
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (target !== null && wantsKey(target, event.key)) return;
    const act = event.altKey ? altKeys(ports)[event.key] : keysFor(ports, event)[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}

function altKeys(ports: KeyPorts): Record<string, Act> {
  return { ArrowUp: () => ports.moveAgent(-1), ArrowDown: () => ports.moveAgent(1) };
}

function keysFor(ports: KeyPorts, event: KeyboardEvent): Record<string, Act> {
  const { list } = ports;
  const shared: Record<string, Act> = {
    G: () => list.toEnd(),
    End: () => list.toEnd(),
    e: () => list.focusNextProblem(),
    n: () => ports.nextBlocked(),
    '[': () => ports.moveWave(-1),
    ']': () => ports.moveWave(1),
  };
  if (ports.inRail()) {
    return {
      ...shared,
      ArrowUp: () => ports.moveAgent(-1),
      ArrowDown: () => ports.moveAgent(1),
      k: () => ports.moveAgent(-1),
      j: () => ports.moveAgent(1),
      Enter: () => list.moveFocus(-1),
      ArrowRight: () => list.moveFocus(-1),
    };
  }
  const page =
    (by: number): Act =>
    () => {
      if (by < 0) list.upIntent();
      list.element.scrollBy({ top: by * list.element.clientHeight * 0.9 });
    };
  return {
    ...shared,
    ArrowUp: () => list.moveFocus(-1),
    ArrowDown: () => list.moveFocus(1),
    k: () => list.moveFocus(-1),
    j: () => list.moveFocus(1),
    ArrowRight: () => setOpen(list, true),
    ArrowLeft: () => setOpen(list, false),
    Enter: () => list.focused()?.view.activate?.(),
    Home: () => list.focusRow(0),
    PageUp: page(-1),
    PageDown: page(1),
    ' ': page(event.shiftKey ? -1 : 1),
    c: () => ports.copy(list.focused()?.view.copyText?.() ?? ''),
    Escape: () => ports.focusRail(),
  };
}

function setOpen(list: StreamList, open: boolean): void {
  const row = list.focused();
  if (row !== null && row.view.element.querySelector(':scope > .row-line > [aria-expanded], .bubble-more') !== null) {
    list.setOpen(row.id, open);
  }
}

/** Fields take every key; buttons and links take Enter and Space. */
function wantsKey(target: HTMLElement, key: string): boolean {
  if (target.matches('input, select, textarea, vscode-text-field, vscode-dropdown')) return true;
  return (key === 'Enter' || key === ' ') && target.matches('button, a, summary, vscode-button');
}
