import { graphlib, layout } from '@dagrejs/dagre';
import { wrapLabel } from './chartLabel.ts';
import { type ChartEdge, type ChartGroup, chartLimits, type ChartNode, type Flowchart } from './flowchart.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  /** Centre and size, in pixels. */
  readonly width: number;
  readonly height: number;
}

export interface PlacedNode {
  readonly node: ChartNode;
  readonly box: Box;
  readonly lines: readonly string[];
}

export interface PlacedEdge {
  readonly edge: ChartEdge;
  readonly points: readonly Point[];
  /** Where the label stands; null without one. */
  readonly label: { readonly box: Box; readonly lines: readonly string[] } | null;
}

export interface PlacedGroup {
  readonly group: ChartGroup;
  readonly box: Box;
}

export interface PlacedChart {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly groups: readonly PlacedGroup[];
}

export const lineHeight = 18;
/** How far an edge from a node to itself stands out at its right side. */
export const loopWidth = 26;
/** Room above the nodes of a group for its title. */
const groupTitle = 24;
const margin = 12;
const labelWidth = 26;
const edgeLabelWidth = 20;

/** Places a flowchart. Same input, same numbers. Null when the layout cannot be computed. */
export function layoutChart(chart: Flowchart): PlacedChart | null {
  if (chart.nodes.length > chartLimits.nodes || chart.edges.length > chartLimits.edges || isTangled(chart)) return null;
  const graph = new graphlib.Graph({ multigraph: true, compound: true });
  graph.setGraph({ rankdir: chart.direction, nodesep: 36, ranksep: 44, edgesep: 18, marginx: margin, marginy: margin });
  const used = new Set(chart.nodes.flatMap((node) => (node.group === null ? [] : ancestors(chart, node.group))));
  const groups = chart.groups.filter((group) => used.has(group.id));
  for (const group of groups) graph.setNode(`g:${group.id}`, { width: 0, height: 0 });
  for (const group of groups) if (group.parent !== null) graph.setParent(`g:${group.id}`, `g:${group.parent}`);
  const lines = new Map(chart.nodes.map((node) => [node.id, wrapLabel(node.label, labelWidth)]));
  for (const node of chart.nodes) {
    graph.setNode(`n:${node.id}`, sizeOf(node, lines.get(node.id) ?? []));
    if (node.group !== null) graph.setParent(`n:${node.id}`, `g:${node.group}`);
  }
  const edgeLines = chart.edges.map((edge) => (edge.label === '' ? [] : wrapLabel(edge.label, edgeLabelWidth)));
  chart.edges.forEach((edge, i) => {
    const text = edgeLines[i] ?? [];
    const size =
      text.length === 0
        ? {}
        : { width: textWidth(text) + 12, height: text.length * lineHeight + 4, labelpos: 'c' as const };
    graph.setEdge(`n:${edge.from}`, `n:${edge.to}`, size, `e${i}`);
  });
  try {
    layout(graph);
  } catch {
    return null;
  }
  return collect(chart, groups, graph, lines, edgeLines);
}

/** Ranks that edges cross in all, beyond which the layout takes seconds and shows nothing that a reader could follow. */
const maxCrossed = 900;
const manyEdges = 250;

/** Ranks by the longest way from a start, in the order of the nodes; edges that lead back do not count. */
function isTangled({ nodes, edges }: Flowchart): boolean {
  if (edges.length > manyEdges && edges.length > nodes.length * 1.5) return true;
  const order = new Map(nodes.map((node, i) => [node.id, i]));
  const rank = new Map<string, number>();
  const forward = edges.filter((edge) => (order.get(edge.from) ?? 0) < (order.get(edge.to) ?? 0));
  forward.sort((a, b) => (order.get(a.from) ?? 0) - (order.get(b.from) ?? 0));
  for (const { from, to } of forward) rank.set(to, Math.max(rank.get(to) ?? 0, (rank.get(from) ?? 0) + 1));
  const crossed = edges.reduce((sum, { from, to }) => sum + Math.abs((rank.get(to) ?? 0) - (rank.get(from) ?? 0)), 0);
  return crossed > maxCrossed;
}

function ancestors(chart: Flowchart, id: string): string[] {
  const found: string[] = [];
  for (let at: string | null = id; at !== null && !found.includes(at);) {
    found.push(at);
    const here: string = at;
    at = chart.groups.find((group) => group.id === here)?.parent ?? null;
  }
  return found;
}

function collect(
  chart: Flowchart,
  groups: readonly ChartGroup[],
  graph: graphlib.Graph,
  lines: ReadonlyMap<string, readonly string[]>,
  edgeLines: readonly (readonly string[])[],
): PlacedChart | null {
  const nodes = chart.nodes.map((node) => ({
    node,
    box: boxOf(graph.node(`n:${node.id}`)),
    lines: lines.get(node.id) ?? [],
  }));
  const placedGroups = groups.map((group) => {
    const { x, y, width, height } = boxOf(graph.node(`g:${group.id}`));
    return {
      group,
      box: {
        x,
        y: y - groupTitle / 2,
        width: Math.max(width, textWidth([group.title]) + 24),
        height: height + groupTitle,
      },
    };
  });
  const edges = chart.edges.map((edge, i): PlacedEdge => {
    const placed: unknown = graph.edge(`n:${edge.from}`, `n:${edge.to}`, `e${i}`);
    const text = edgeLines[i] ?? [];
    if (edge.from === edge.to) return { edge, points: [loopEnd(nodes, edge.from)], label: null };
    return { edge, points: pointsOf(placed), label: text.length === 0 ? null : { box: boxOf(placed), lines: text } };
  });
  const boxes = [...nodes, ...placedGroups].map(({ box }) => box);
  const all = [...boxes, ...edges.flatMap(({ label }) => (label === null ? [] : [label.box]))];
  if (all.some((box) => !Number.isFinite(box.x + box.y + box.width + box.height))) return null;
  const points = edges.flatMap((edge) => edge.points);
  const left = Math.min(...all.map((box) => box.x - box.width / 2), ...points.map((point) => point.x)) - margin;
  const top = Math.min(...all.map((box) => box.y - box.height / 2), ...points.map((point) => point.y)) - margin;
  const right = Math.max(...all.map((box) => box.x + box.width / 2), ...points.map((point) => point.x)) + margin;
  const bottom = Math.max(...all.map((box) => box.y + box.height / 2), ...points.map((point) => point.y)) + margin;
  const shift = <T extends Point>(at: T): T => ({ ...at, x: at.x - left, y: at.y - top });
  return {
    width: Math.ceil(right - left),
    height: Math.ceil(bottom - top),
    nodes: nodes.map((entry) => ({ ...entry, box: shift(entry.box) })),
    groups: placedGroups.map((entry) => ({ ...entry, box: shift(entry.box) })),
    edges: edges.map((entry) => ({
      ...entry,
      points: entry.points.map(shift),
      label: entry.label === null ? null : { ...entry.label, box: shift(entry.label.box) },
    })),
  };
}

function loopEnd(nodes: readonly PlacedNode[], id: string): Point {
  const box = nodes.find((placed) => placed.node.id === id)?.box;
  return box === undefined ? { x: 0, y: 0 } : { x: box.x + box.width / 2 + loopWidth, y: box.y };
}

/** What the layout wrote into a label; the library types it loosely. */
function boxOf(value: unknown): Box {
  const read = (name: string): number => {
    const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
    return typeof found === 'number' ? found : Number.NaN;
  };
  return { x: read('x'), y: read('y'), width: read('width'), height: read('height') };
}

function pointsOf(value: unknown): Point[] {
  const points: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'points') : undefined;
  if (!Array.isArray(points)) return [];
  return points.map((point: unknown) => boxOf(point)).map(({ x, y }) => ({ x, y }));
}

function sizeOf(node: ChartNode, lines: readonly string[]): { width: number; height: number } {
  const width = textWidth(lines) + 28;
  const height = lines.length * lineHeight + 18;
  switch (node.shape) {
    case 'diamond':
      return { width: width * 1.35 + 12, height: height * 1.5 + 14 };
    case 'circle': {
      const size = Math.max(width, height) + 8;
      return { width: size, height: size };
    }
    case 'hexagon':
    case 'slanted':
      return { width: width + 28, height };
    case 'subroutine':
      return { width: width + 14, height };
    case 'cylinder':
      return { width, height: height + 18 };
    case 'rectangle':
    case 'rounded':
    case 'stadium':
      return { width, height };
  }
}

/** Width of the longest line at 13 px in a usual sans-serif face; a little too wide rather than too narrow. */
function textWidth(lines: readonly string[]): number {
  return Math.max(24, ...lines.map((line) => [...line].reduce((sum, char) => sum + charWidth(char), 0)));
}

function charWidth(char: string): number {
  if (/[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]|\p{Extended_Pictographic}/u.test(char))
    return 14;
  if (/[iIljt.,:;'|!()[\] ]/.test(char)) return 4.6;
  return /[A-ZmwMW@%]/.test(char) ? 10 : 7.4;
}
