import { type Child, h } from '../shared/dom.ts';
import type { Actions } from './actions.ts';

/** A part that opens and closes; whether it is open survives hiding and reload. Its body is built when first opened. */
export function foldable(actions: Actions, id: string, summary: Child, build: () => Child): HTMLElement {
  const details = h('details', { class: 'fold', attrs: { id: `fold-${id}` } }, h('summary', {}, summary));
  let built = false;
  const fill = (): void => {
    if (built) return;
    built = true;
    details.append(h('div', { class: 'fold-body' }, build()));
  };
  if (actions.isOpen(id)) {
    fill();
    details.open = true;
  }
  details.addEventListener('toggle', () => {
    if (details.open) fill();
    actions.setOpen(id, details.open);
  });
  return details;
}
