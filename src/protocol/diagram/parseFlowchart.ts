import { ChartCursor, type NodeText } from './chartCursor.ts';
import { chartLabel } from './chartLabel.ts';
import {
  type ChartEdge,
  type ChartGroup,
  chartLimits,
  type ChartNode,
  type Direction,
  type Flowchart,
} from './flowchart.ts';

/**
 * A Mermaid flowchart in the subset that documents use: node shapes, labelled edges, chains, `&`, subgraphs, comments. Styling and
 * clicks are read over. Null for every other kind of diagram, for what is not understood, and for what is beyond the limits.
 */
export function parseFlowchart(source: string): Flowchart | null {
  if (source.length > chartLimits.source) return null;
  const statements = statementsOf(source);
  const head = /^(?:flowchart|graph)(?:\s+(TD|TB|LR|RL|BT))?$/.exec(statements[0] ?? '');
  if (head === null) return null;
  const reader = new ChartReader();
  for (const statement of statements.slice(1)) if (!reader.read(statement)) return null;
  return reader.finish(directionOf(head[1]));
}

function directionOf(word: string | undefined): Direction {
  return word === 'LR' || word === 'RL' || word === 'BT' ? word : 'TB';
}

/** Lines without comments and front matter, split at semicolons that do not stand in quotes or brackets. */
function statementsOf(source: string): string[] {
  const text = source.replace(/\r\n?/g, '\n').replace(/^\s*---\n[\s\S]*?\n---\n/, '');
  return text
    .split('\n')
    .filter((line) => !line.trim().startsWith('%%'))
    .flatMap(splitStatements)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

function splitStatements(line: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? '';
    if (char === '"') quoted = !quoted;
    else if (!quoted && '[({|'.includes(char) && (char !== '|' || depth === 0)) depth++;
    else if (!quoted && '])}|'.includes(char)) depth = Math.max(0, depth - 1);
    else if (char === ';' && !quoted && depth === 0) {
      parts.push(line.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, line.slice(from)];
}

class ChartReader {
  private readonly nodes = new Map<string, ChartNode>();
  private readonly edges: ChartEdge[] = [];
  private readonly groups: ChartGroup[] = [];
  private readonly open: string[] = [];
  private title = '';

  read(statement: string): boolean {
    if (/^(?:classDef|class|style|linkStyle|click|direction)\s/.test(statement)) return true;
    const described = /^acc(Title|Descr)\s*:\s*(.*)$/.exec(statement);
    if (described !== null) {
      if (described[1] === 'Title') this.title = (described[2] ?? '').slice(0, chartLimits.label);
      return true;
    }
    if (statement === 'end') return this.open.pop() !== undefined;
    const group = /^subgraph\b\s*(.*)$/.exec(statement);
    return group === null ? this.chain(statement) : this.openGroup(group[1] ?? '');
  }

  finish(direction: Direction): Flowchart | null {
    if (this.open.length > 0) return null;
    const groupIds = new Set(this.groups.map((group) => group.id));
    const nodes = [...this.nodes.values()].filter((node) => !groupIds.has(node.id));
    const edges = this.edges.flatMap((edge) => {
      const from = this.leafOf(edge.from, groupIds, nodes);
      const to = this.leafOf(edge.to, groupIds, nodes);
      return from === null || to === null ? [] : [{ ...edge, from, to }];
    });
    if (nodes.length === 0 || edges.length < this.edges.length) return null;
    return { direction, title: this.title, nodes, edges, groups: this.groups };
  }

  /** An edge of a group is drawn to its first node: the layout knows no edges of groups. */
  private leafOf(id: string, groupIds: ReadonlySet<string>, nodes: readonly ChartNode[]): string | null {
    if (!groupIds.has(id)) return id;
    const inside = new Set([id]);
    for (const group of this.groups) if (group.parent !== null && inside.has(group.parent)) inside.add(group.id);
    return nodes.find((node) => node.group !== null && inside.has(node.group))?.id ?? null;
  }

  private openGroup(rest: string): boolean {
    const named = /^([\p{L}\p{N}_.-]+)\s*\[([^\]]*)\]$/u.exec(rest);
    const title = chartLabel(named?.[2] ?? rest);
    if (title === null || this.groups.length >= chartLimits.groups) return false;
    const id = named?.[1] ?? (/^[\p{L}\p{N}_.-]+$/u.test(rest) ? rest : `group ${this.groups.length + 1}`);
    if (this.groups.some((group) => group.id === id)) return false;
    this.groups.push({ id, title, parent: this.open.at(-1) ?? null });
    this.open.push(id);
    return true;
  }

  private chain(statement: string): boolean {
    const cursor = new ChartCursor(statement);
    let from = this.several(cursor);
    if (from === undefined) return false;
    while (!cursor.ended) {
      const edge = cursor.edge();
      const to = edge === undefined ? undefined : this.several(cursor);
      if (edge === undefined || to === undefined) return false;
      for (const start of from) for (const end of to) this.edges.push({ from: start, to: end, ...edge });
      if (this.edges.length > chartLimits.edges) return false;
      from = to;
    }
    return true;
  }

  private several(cursor: ChartCursor): string[] | undefined {
    const ids: string[] = [];
    do {
      const node = cursor.node();
      if (node === undefined || !this.add(node)) return undefined;
      ids.push(node.id);
    } while (cursor.ampersand());
    return ids;
  }

  private add({ id, label, shape }: NodeText): boolean {
    const known = this.nodes.get(id);
    const group = known?.group ?? this.open.at(-1) ?? null;
    this.nodes.set(id, {
      id,
      label: label ?? known?.label ?? id,
      shape: shape ?? known?.shape ?? 'rectangle',
      group,
    });
    return this.nodes.size <= chartLimits.nodes + chartLimits.groups;
  }
}
