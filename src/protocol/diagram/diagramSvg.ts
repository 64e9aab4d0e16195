import {
  type Box,
  layoutChart,
  lineHeight,
  loopWidth,
  type PlacedChart,
  type PlacedEdge,
  type PlacedGroup,
  type PlacedNode,
  type Point,
} from './layoutChart.ts';
import type { Flowchart } from './flowchart.ts';
import { parseFlowchart } from './parseFlowchart.ts';

const maxDescription = 2000;
const arrowLength = 9;
const arrowWidth = 4;

/**
 * A Mermaid flowchart as one SVG element for a place in HTML. Every text in it is escaped; it has no script, style sheet, id or reference of any kind, so
 * several may stand on a page. Lines are `currentColor`; areas take the CSS variables `--diagram-node`, `--diagram-group` and
 * `--diagram-back`, and are transparent without them. Null when the source is not drawable: then its text is to be shown.
 */
export function diagramSvg(source: string): string | null {
  const chart = parseFlowchart(source);
  const placed = chart === null ? null : layoutChart(chart);
  if (chart === null || placed === null) return null;
  const { width, height } = placed;
  const title = titleOf(chart);
  return [
    `<svg class="diagram" role="img" aria-label="${escapeText(title)}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" fill="none" stroke="currentColor" font-size="13">`,
    `<title>${escapeText(title)}</title><desc>${escapeText(describe(chart))}</desc>`,
    ...placed.groups.map(groupSvg),
    ...placed.edges.map((edge) => edgeSvg(edge, placed)),
    ...placed.nodes.map(nodeSvg),
    ...placed.edges.map(edgeLabelSvg),
    '</svg>',
  ].join('');
}

function titleOf({ title, nodes, edges }: Flowchart): string {
  if (title !== '') return title;
  return `Flowchart with ${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'} and ${edges.length} ${edges.length === 1 ? 'connection' : 'connections'}`;
}

/** The chart in words: every connection, then the nodes that have none. */
function describe({ nodes, edges }: Flowchart): string {
  const name = new Map(nodes.map((node) => [node.id, oneLine(node.label)]));
  const shown = edges.filter((edge) => edge.stroke !== 'hidden');
  const connected = new Set(shown.flatMap((edge) => [edge.from, edge.to]));
  const sentences = [
    ...shown.map((edge) => {
      const label = edge.label === '' ? '' : ` (${oneLine(edge.label)})`;
      return `${name.get(edge.from) ?? edge.from} to ${name.get(edge.to) ?? edge.to}${label}.`;
    }),
    ...nodes.filter((node) => !connected.has(node.id)).map((node) => `${oneLine(node.label)}.`),
  ];
  const text = sentences.join(' ');
  return text.length <= maxDescription ? text : `${text.slice(0, maxDescription - 1)}…`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function groupSvg({ group, box }: PlacedGroup): string {
  const { left, top } = corner(box);
  const title = `<text x="${n(left + 10)}" y="${n(top + 16)}" font-weight="600" fill="currentColor" stroke="none">${escapeText(group.title)}</text>`;
  return `${rect(box, 4, 'fill="var(--diagram-group, none)" stroke-opacity="0.4"')}${title}`;
}

function nodeSvg({ node, box, lines }: PlacedNode): string {
  const { left, top, right, bottom } = corner(box);
  const area = 'fill="var(--diagram-node, none)"';
  const middle = box.y;
  switch (node.shape) {
    case 'rectangle':
      return rect(box, 2, area) + centred(lines, box);
    case 'rounded':
      return rect(box, 8, area) + centred(lines, box);
    case 'stadium':
      return rect(box, box.height / 2, area) + centred(lines, box);
    case 'subroutine':
      return `${rect(box, 0, area)}<path d="M${n(left + 7)} ${n(top)}V${n(bottom)}M${n(right - 7)} ${n(top)}V${n(bottom)}"/>${centred(lines, box)}`;
    case 'circle':
      return `<circle cx="${n(box.x)}" cy="${n(box.y)}" r="${n(box.width / 2)}" ${area}/>${centred(lines, box)}`;
    case 'diamond':
      return (
        polygon(
          [
            [box.x, top],
            [right, middle],
            [box.x, bottom],
            [left, middle],
          ],
          area,
        ) + centred(lines, box)
      );
    case 'hexagon':
      return (
        polygon(
          [
            [left + 14, top],
            [right - 14, top],
            [right, middle],
            [right - 14, bottom],
            [left + 14, bottom],
            [left, middle],
          ],
          area,
        ) + centred(lines, box)
      );
    case 'slanted':
      return (
        polygon(
          [
            [left + 14, top],
            [right, top],
            [right - 14, bottom],
            [left, bottom],
          ],
          area,
        ) + centred(lines, box)
      );
    case 'cylinder': {
      const r = n(box.width / 2);
      const body = `M${n(left)} ${n(top + 8)}A${r} 8 0 0 1 ${n(right)} ${n(top + 8)}V${n(bottom - 8)}A${r} 8 0 0 1 ${n(left)} ${n(bottom - 8)}Z`;
      return `<path d="${body}" ${area}/><path d="M${n(left)} ${n(top + 8)}A${r} 8 0 0 0 ${n(right)} ${n(top + 8)}"/>${centred(lines, { ...box, y: box.y + 6 })}`;
    }
  }
}

function edgeSvg({ edge, points }: PlacedEdge, chart: PlacedChart): string {
  if (edge.stroke === 'hidden') return '';
  const from = chart.nodes.find((placed) => placed.node.id === edge.from);
  const to = chart.nodes.find((placed) => placed.node.id === edge.to);
  const path = [...points];
  if (from !== undefined && edge.from === edge.to) return loopSvg(from.box, edge.endArrow);
  if (from !== undefined) path[0] = onBorder(from, path[1] ?? from.box);
  if (to !== undefined) path[path.length - 1] = onBorder(to, path[path.length - 2] ?? to.box);
  const dash = edge.stroke === 'dotted' ? ' stroke-dasharray="4 4"' : '';
  const weight = edge.stroke === 'thick' ? ' stroke-width="2.5"' : '';
  const heads = [
    ...(edge.endArrow ? [arrow(path.at(-2), path.at(-1))] : []),
    ...(edge.startArrow ? [arrow(path[1], path[0])] : []),
  ];
  return `<path d="${curve(path)}"${dash}${weight}/>${heads.join('')}`;
}

/** An edge from a node to itself, at its right side. */
function loopSvg(box: Box, arrowed: boolean): string {
  const { right } = corner(box);
  const end = { x: right, y: box.y + 7 };
  const d = `M${n(right)} ${n(box.y - 7)}C${n(right + loopWidth)} ${n(box.y - 22)} ${n(right + loopWidth)} ${n(box.y + 22)} ${n(end.x)} ${n(end.y)}`;
  return `<path d="${d}"/>${arrowed ? arrow({ x: right + 10, y: box.y + 12 }, end) : ''}`;
}

/** Straight lines whose corners are rounded through their middles. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let d = `M${n(first.x)} ${n(first.y)}`;
  rest.forEach((point, i) => {
    const next = rest[i + 1];
    if (next === undefined) d += `L${n(point.x)} ${n(point.y)}`;
    else if (i === 0 && rest.length === 2) d += `Q${n(point.x)} ${n(point.y)} ${n(next.x)} ${n(next.y)}`;
    else if (i < rest.length - 2)
      d += `Q${n(point.x)} ${n(point.y)} ${n((point.x + next.x) / 2)} ${n((point.y + next.y) / 2)}`;
    else d += `Q${n(point.x)} ${n(point.y)} ${n(next.x)} ${n(next.y)}`;
  });
  return d;
}

function arrow(before: Point | undefined, tip: Point | undefined): string {
  if (before === undefined || tip === undefined) return '';
  const length = Math.hypot(tip.x - before.x, tip.y - before.y) || 1;
  const dx = (tip.x - before.x) / length;
  const dy = (tip.y - before.y) / length;
  const back = { x: tip.x - dx * arrowLength, y: tip.y - dy * arrowLength };
  return polygon(
    [
      [tip.x, tip.y],
      [back.x - dy * arrowWidth, back.y + dx * arrowWidth],
      [back.x + dy * arrowWidth, back.y - dx * arrowWidth],
    ],
    'fill="currentColor" stroke="none"',
  );
}

/** Where the line from the centre of a node towards `towards` leaves its shape. */
function onBorder({ node, box }: PlacedNode, towards: Point): Point {
  const dx = towards.x - box.x;
  const dy = towards.y - box.y;
  if (dx === 0 && dy === 0) return { x: box.x, y: box.y };
  const w = box.width / 2;
  const h = box.height / 2;
  const scale = ((): number => {
    switch (node.shape) {
      case 'diamond':
        return 1 / (Math.abs(dx) / w + Math.abs(dy) / h);
      case 'circle':
        return w / Math.hypot(dx, dy);
      default:
        return Math.min(dx === 0 ? Infinity : w / Math.abs(dx), dy === 0 ? Infinity : h / Math.abs(dy));
    }
  })();
  return { x: box.x + dx * scale, y: box.y + dy * scale };
}

function edgeLabelSvg({ label }: PlacedEdge): string {
  if (label === null) return '';
  return `${rect(label.box, 3, 'fill="var(--diagram-back, none)" stroke="none"')}${centred(label.lines, label.box)}`;
}

function centred(lines: readonly string[], box: Box): string {
  return textSvg(lines, box.x, box.y - ((lines.length - 1) * lineHeight) / 2 + 4.5);
}

/** Lines of text centred on `x`; `y` is the baseline of the first. */
function textSvg(lines: readonly string[], x: number, y: number): string {
  const spans = lines.map((line, i) => `<tspan x="${n(x)}" y="${n(y + i * lineHeight)}">${escapeText(line)}</tspan>`);
  return `<text text-anchor="middle" fill="currentColor" stroke="none">${spans.join('')}</text>`;
}

function rect(box: Box, radius: number, attributes: string): string {
  const { left, top } = corner(box);
  return `<rect x="${n(left)}" y="${n(top)}" width="${n(box.width)}" height="${n(box.height)}" rx="${n(radius)}" ${attributes}/>`;
}

function polygon(points: readonly (readonly [number, number])[], attributes: string): string {
  return `<polygon points="${points.map(([x, y]) => `${n(x)},${n(y)}`).join(' ')}" ${attributes}/>`;
}

function corner({ x, y, width, height }: Box): { left: number; top: number; right: number; bottom: number } {
  return { left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2 };
}

/** One decimal is finer than a pixel. */
function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escapeText(text: string): string {
  // Characters that XML does not allow would make the whole element unreadable.
  const clean = text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\uFFFD');
  return clean.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
