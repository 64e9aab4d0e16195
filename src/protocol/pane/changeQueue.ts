import type { StreamChange } from '../stream/item.ts';

/**
 * Changes that wait to be sent. Adjacent text of a row is joined, a later state of a row replaces an earlier one, and a
 * row that came and went is not sent at all; so the queue is bounded by the number of rows touched, not of deltas.
 */
export class ChangeQueue {
  private readonly byId = new Map<string, StreamChange>();

  get size(): number {
    return this.byId.size;
  }

  push(change: StreamChange): void {
    const id = change.op === 'append' || change.op === 'remove' ? change.id : change.item.id;
    const earlier = this.byId.get(id);
    const merged = earlier === undefined ? change : merge(earlier, change);
    if (merged === null) this.byId.delete(id);
    else {
      // A row removed and added again takes its new place in the order.
      if (earlier?.op === 'remove') this.byId.delete(id);
      this.byId.set(id, merged);
    }
  }

  /** All waiting changes in order; the queue is empty afterwards. */
  drain(): StreamChange[] {
    const changes = [...this.byId.values()];
    this.byId.clear();
    return changes;
  }
}

/** Two changes of the same row as one; null when they cancel out. */
function merge(earlier: StreamChange, later: StreamChange): StreamChange | null {
  switch (later.op) {
    case 'remove':
      return earlier.op === 'add' ? null : later;
    case 'add':
      return later;
    case 'set':
      return earlier.op === 'add' ? { op: 'add', item: later.item } : later;
    case 'append':
      return appendTo(earlier, later);
  }
}

function appendTo(earlier: StreamChange, later: Extract<StreamChange, { op: 'append' }>): StreamChange {
  if (earlier.op === 'append') return { ...earlier, text: earlier.text + later.text };
  if (earlier.op === 'remove') return earlier;
  const { item } = earlier;
  if (item.kind !== 'prose' && item.kind !== 'thought') return earlier;
  return { op: earlier.op, item: { ...item, text: item.text + later.text } };
}
