import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Item, StreamChange } from '../stream/item.ts';
import { applyChange, makeItemList } from '../stream/itemList.ts';
import { ChangeQueue } from './changeQueue.ts';

const prose = (id: string, text: string): Item => ({ id, startedAt: 1, endedAt: null, kind: 'prose', text });

function makeChange(kind: string, id: string, text: string): StreamChange {
  if (kind === 'append') return { op: 'append', id, text };
  if (kind === 'remove') return { op: 'remove', id };
  return { op: kind === 'add' ? 'add' : 'set', item: prose(id, text) };
}

describe('change queue', () => {
  it('joins the deltas of a row into one change', () => {
    const queue = new ChangeQueue();
    queue.push({ op: 'add', item: prose('s:1:1', 'a') });
    for (const text of ['b', 'c']) queue.push({ op: 'append', id: 's:1:1', text });
    queue.push({ op: 'append', id: 's:1:0', text: 'x' });
    queue.push({ op: 'append', id: 's:1:0', text: 'y' });
    assert.deepEqual(queue.drain(), [
      { op: 'add', item: prose('s:1:1', 'abc') },
      { op: 'append', id: 's:1:0', text: 'xy' },
    ]);
    assert.equal(queue.size, 0);
  });

  it('sends nothing of a row that came and went', () => {
    const queue = new ChangeQueue();
    queue.push({ op: 'add', item: prose('s:1:1', 'a') });
    queue.push({ op: 'remove', id: 's:1:1' });
    assert.deepEqual(queue.drain(), []);
  });

  it('leads to the same rows however the changes are batched', () => {
    const op = fc.tuple(fc.constantFrom('add', 'set', 'append', 'remove'), fc.nat(3), fc.string(), fc.boolean());
    fc.assert(
      fc.property(fc.array(op, { maxLength: 40 }), (ops) => {
        const direct = makeItemList();
        const batched = makeItemList();
        const queue = new ChangeQueue();
        let created = 0;
        for (const [kind, n, text, flush] of ops) {
          // As in a stream: a row is created once, under a new id, and removed for good.
          const live = direct.items.map((item) => item.id);
          const id = kind === 'add' ? `s:1:${(created += 1)}` : (live[n % Math.max(1, live.length)] ?? '');
          if (id === '') continue;
          const change = makeChange(kind, id, text);
          applyChange(direct, change);
          queue.push(change);
          if (flush) for (const waiting of queue.drain()) applyChange(batched, waiting);
        }
        for (const waiting of queue.drain()) applyChange(batched, waiting);
        assert.deepEqual(batched.items, direct.items);
      }),
    );
  });
});
