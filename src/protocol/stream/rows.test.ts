import assert from 'node:assert/strict';
import type { ToolKind, ToolStatus } from '../agentEvent.ts';
import type { Item, ToolItem } from './item.ts';
import { projectRows } from './rows.ts';

function tool(n: number, kind: ToolKind, status: ToolStatus = 'completed', path: string | null = null): ToolItem {
  const over = status !== 'running';
  return {
    ...{ id: `s:1:${n}`, startedAt: n, endedAt: over ? n + 1 : null, kind: 'tool', callId: `c${n}`, name: 't' },
    ...{ tool: kind, title: 't', path, input: '', output: '', error: null, status, cut: false },
  };
}
const prose = (n: number): Item => ({ id: `s:1:${n}`, startedAt: n, endedAt: n, kind: 'prose', text: 'x' });
const thought = (n: number): Item => ({ id: `s:1:${n}`, startedAt: n, endedAt: n, kind: 'thought', text: 'x' });
const shape = (items: readonly Item[], detail: Parameters<typeof projectRows>[1] = 'concise'): string[] =>
  projectRows(items, detail).map((row) => (row.kind === 'group' ? row.label : row.item.kind));

describe('rows', () => {
  it('folds three or more adjacent rows and counts by kind, a file read twice once', () => {
    const reads = [
      tool(1, 'read', 'completed', 'a'),
      tool(2, 'read', 'completed', 'b'),
      tool(3, 'read', 'completed', 'a'),
    ];
    assert.deepEqual(shape([...reads, tool(4, 'search'), tool(5, 'search'), thought(6), tool(7, 'list')]), [
      'Read 2 files, searched 2 times, thought, listed 1 folder',
    ]);
  });

  it('leaves two rows alone and never folds across prose', () => {
    assert.deepEqual(shape([tool(1, 'read'), tool(2, 'read'), prose(3), tool(4, 'read')]), [
      'tool',
      'tool',
      'prose',
      'tool',
    ]);
  });

  it('never folds what failed, was stopped, was denied or still runs', () => {
    for (const status of ['failed', 'cancelled', 'blocked', 'running'] as const) {
      const items = [tool(1, 'read'), tool(2, 'read'), tool(3, 'read'), tool(4, 'read', status)];
      assert.deepEqual(shape(items), ['Read 3 files', 'tool'], status);
    }
  });

  it('keeps the id of a group while it grows', () => {
    const items = [tool(1, 'read'), tool(2, 'read'), tool(3, 'read')];
    assert.equal(projectRows(items, 'concise')[0]?.id, 'group s:1:1');
    assert.equal(projectRows([...items, tool(4, 'search')], 'concise')[0]?.id, 'group s:1:1');
  });

  it('shows every row when detailed and one line per run in the overview', () => {
    const items = [tool(1, 'read'), tool(2, 'read'), tool(3, 'read'), prose(4), tool(5, 'search')];
    assert.equal(shape(items, 'detailed').length, 5);
    assert.deepEqual(shape(items, 'overview'), ['Read 3 files', 'prose', 'Searched']);
  });
});
