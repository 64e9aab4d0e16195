import type { ToolKind } from '../agentEvent.ts';
import type { Item, ItemOf } from './item.ts';

/** How much of the machinery is shown: one line per run of tools, folded by kind (default), or every row. */
export type StreamDetail = 'overview' | 'concise' | 'detailed';

type Foldable = ItemOf<'tool'> | ItemOf<'thought'>;

export type Row =
  | { readonly kind: 'item'; readonly id: string; readonly item: Item }
  /** Adjacent tool and thought rows under one line. The id is that of the first member, so it stays while the run grows. */
  | {
      readonly kind: 'group';
      readonly id: string;
      readonly members: readonly Foldable[];
      readonly label: string;
      /** ms since the epoch; end of the last member. */
      readonly startedAt: number;
      readonly endedAt: number;
    };

/** Fewer adjacent rows than this are left as they are. */
const foldFrom: Record<StreamDetail, number> = { overview: 1, concise: 3, detailed: Number.POSITIVE_INFINITY };

/**
 * Rows as shown, from `items[from]` on. `from` must be an edge (see `rowEdge`). What went wrong, was stopped or was denied is
 * never folded; neither is what still runs, so the current call stays visible under its group.
 */
export function projectRows(items: readonly Item[], detail: StreamDetail, from = 0): Row[] {
  const rows: Row[] = [];
  let run: Foldable[] = [];
  const flush = (): void => {
    if (run.length >= foldFrom[detail]) rows.push(groupRow(run));
    else for (const item of run) rows.push({ kind: 'item', id: item.id, item });
    run = [];
  };
  for (let i = from; i < items.length; i += 1) {
    const item = items[i];
    if (item === undefined) continue;
    if (isFoldable(item)) run.push(item);
    else {
      flush();
      rows.push({ kind: 'item', id: item.id, item });
    }
  }
  flush();
  return rows;
}

/** The largest index <= `index` where a projection may begin and still give the same rows as one from the start. */
export function rowEdge(items: readonly Item[], index: number): number {
  let edge = Math.min(index, items.length);
  while (edge > 0) {
    const before = items[edge - 1];
    // A running call is not foldable yet but becomes so when it ends: it is no edge.
    if (before === undefined || !(before.kind === 'tool' || before.kind === 'thought')) break;
    edge -= 1;
  }
  return edge;
}

function isFoldable(item: Item): item is Foldable {
  if (item.kind === 'thought') return item.endedAt !== null;
  return item.kind === 'tool' && item.status === 'completed';
}

function groupRow(members: readonly Foldable[]): Row {
  const first = members[0];
  return {
    kind: 'group',
    id: `group ${first?.id ?? ''}`,
    members,
    label: groupLabel(members),
    startedAt: first?.startedAt ?? 0,
    endedAt: members.reduce((latest, item) => Math.max(latest, item.endedAt ?? 0), 0),
  };
}

const verbs: Record<ToolKind | 'thought', readonly [verb: string, one: string, many: string]> = {
  read: ['read', 'file', 'files'],
  search: ['searched', 'time', 'times'],
  list: ['listed', 'folder', 'folders'],
  thought: ['thought', 'time', 'times'],
  think: ['thought', 'time', 'times'],
  other: ['called', 'tool', 'tools'],
};

/** "Read 6 files, searched 3 times": verbs in the order of their first use; a file read twice counts once. */
export function groupLabel(members: readonly Foldable[]): string {
  const counts = new Map<string, { kind: ToolKind | 'thought'; seen: Set<string> }>();
  for (const item of members) {
    const kind = item.kind === 'thought' ? 'thought' : item.tool;
    const [verb] = verbs[kind];
    const entry = counts.get(verb) ?? { kind, seen: new Set<string>() };
    const key = item.kind === 'tool' && item.tool === 'read' && item.path !== null ? item.path : item.id;
    counts.set(verb, { kind: entry.kind, seen: entry.seen.add(key) });
  }
  const parts = [...counts.values()].map(({ kind, seen }) => {
    const [verb, one, many] = verbs[kind];
    if (seen.size === 1 && one === 'time') return verb;
    return `${verb} ${seen.size} ${seen.size === 1 ? one : many}`;
  });
  const text = parts.join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
