import { type HostMessage, paneBounds } from '../../protocol/pane/messages.ts';
import type { ItemList } from '../../protocol/stream/itemList.ts';
import { itemChars } from './streamBook.ts';

type PageMessage = Extract<HostMessage, { type: 'page' }>;

/**
 * The newest rows of a stream, or those before row `before`, as one message of bounded size. An unknown `before` gives an
 * empty page without more: the pane then asks for the tail.
 */
export function makePage(step: string, list: ItemList | undefined, seq: number, before: string | null): PageMessage {
  const mode = before === null ? 'tail' : 'older';
  const items = list?.items ?? [];
  const end = before === null ? items.length : indexOf(list, before);
  let start = end;
  for (let chars = 0; start > 0 && end - start < paneBounds.pageItems; start -= 1) {
    const item = items[start - 1];
    chars += item === undefined ? 0 : itemChars(item);
    if (chars > paneBounds.pageChars && start < end) break;
  }
  return {
    type: 'page',
    step,
    mode,
    seq,
    items: items.slice(start, end),
    hasOlder: start > 0 || (list?.dropped ?? 0) > 0,
  };
}

function indexOf(list: ItemList | undefined, id: string): number {
  const at = list?.position.get(id);
  return list === undefined || at === undefined ? 0 : at - list.dropped;
}
