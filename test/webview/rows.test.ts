import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Item, StreamChange } from '../../src/protocol/stream/item.ts';
import { applyChange, makeItemList } from '../../src/protocol/stream/itemList.ts';
import { projectRows } from '../../src/protocol/stream/rows.ts';
import { RowModel } from '../../webview/run/rowModel.ts';
import { spanAround, tailSpan } from '../../webview/run/window.ts';

const never = (): boolean => false;

describe('rows in the document', () => {
  it('are the last 60 while following, or up to 20 more to begin at a turn', () => {
    assert.deepEqual(tailSpan(5000, never), { start: 4940, end: 5000 });
    assert.deepEqual(
      tailSpan(5000, (index) => index === 4925),
      { start: 4925, end: 5000 },
    );
    assert.deepEqual(
      tailSpan(5000, (index) => index === 4900),
      { start: 4940, end: 5000 },
    );
    assert.deepEqual(tailSpan(70, never), { start: 0, end: 70 });
    assert.deepEqual(tailSpan(0, never), { start: 0, end: 0 });
  });

  it('always cover the view and never exceed 120 while reading back', () => {
    const size = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(30), fc.nat(), fc.nat(120), (count, at, seen, start, length) => {
        const first = at % count;
        const last = Math.min(count - 1, first + seen);
        const from = start % count;
        const current = { start: from, end: Math.min(count, from + length) };
        const span = spanAround(count, first, last, current);
        assert.ok(span.start <= first && span.end > last, JSON.stringify(span));
        assert.ok(span.end - span.start <= 120, JSON.stringify(span));
        assert.ok(span.start >= 0 && span.end <= count);
      }),
    );
  });
});

describe('row model', () => {
  const item = (n: number, kind: number): Item => {
    const base = { id: `s:1:${n}`, startedAt: n, endedAt: n };
    if (kind === 0) return { ...base, kind: 'prose', text: 'a' };
    const status = kind === 1 ? ('completed' as const) : ('running' as const);
    return {
      ...{ ...base, kind: 'tool', callId: 'c', name: 't', tool: 'read', title: '', path: null, input: '', output: '' },
      ...{ error: null, cut: false, status },
    };
  };

  it('has the rows of a fresh projection after any changes, refreshed at any time', () => {
    const op = fc.tuple(fc.constantFrom('add', 'set', 'append', 'remove'), fc.nat(50), fc.nat(2), fc.boolean());
    fc.assert(
      fc.property(fc.array(op, { maxLength: 80 }), (ops) => {
        const model = new RowModel();
        const list = makeItemList();
        let created = 0;
        for (const [kind, at, shape, refresh] of ops) {
          const id = list.items[at % Math.max(1, list.items.length)]?.id;
          const change = changeOf(kind, id, () => item((created += 1), shape), shape);
          if (change === null) continue;
          applyChange(list, change);
          model.apply([change]);
          if (refresh) model.refresh();
        }
        model.refresh();
        assert.deepEqual(model.rows, projectRows(list.items, 'concise'));
      }),
    );
  });

  function changeOf(kind: string, id: string | undefined, make: () => Item, shape: number): StreamChange | null {
    if (kind === 'add') return { op: 'add', item: make() };
    if (id === undefined) return null;
    if (kind === 'remove') return { op: 'remove', id };
    if (kind === 'append') return { op: 'append', id, text: 'x' };
    return { op: 'set', item: { ...item(0, shape), id } };
  }

  it('puts older pages in front, overlapping ones too', () => {
    const model = new RowModel();
    model.reset([item(5, 0), item(6, 0)], true);
    model.prepend([item(3, 0), item(4, 0), item(5, 0)], false);
    model.refresh();
    assert.deepEqual(
      model.rows.map((row) => row.id),
      ['s:1:3', 's:1:4', 's:1:5', 's:1:6'],
    );
    assert.equal(model.hasOlder, false);
  });
});
