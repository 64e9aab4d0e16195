import { chartLabel } from './chartLabel.ts';
import type { Shape, Stroke } from './flowchart.ts';

export interface NodeText {
  readonly id: string;
  /** Null: named only, its label stands elsewhere or is its id. */
  readonly label: string | null;
  readonly shape: Shape | null;
}

export interface EdgeText {
  readonly label: string;
  readonly stroke: Stroke;
  readonly startArrow: boolean;
  readonly endArrow: boolean;
}

/** What opens and closes a shape; longer ones first, since they begin like shorter ones. */
const shapes: readonly (readonly [open: string, close: readonly string[], shape: Shape])[] = [
  ['(((', [')))'], 'circle'],
  ['((', ['))'], 'circle'],
  ['([', ['])'], 'stadium'],
  ['[(', [')]'], 'cylinder'],
  ['[[', [']]'], 'subroutine'],
  ['[/', ['/]', '\\]'], 'slanted'],
  ['[\\', ['\\]', '/]'], 'slanted'],
  ['{{', ['}}'], 'hexagon'],
  ['[', [']'], 'rectangle'],
  ['(', [')'], 'rounded'],
  ['{', ['}'], 'diamond'],
  ['>', [']'], 'rectangle'],
];

/** Reads one statement of a flowchart from left to right. Each reader gives undefined when its thing does not stand here. */
export class ChartCursor {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get ended(): boolean {
    this.match(/\s*/y);
    return this.at >= this.text.length;
  }

  ampersand(): boolean {
    return this.match(/\s*&\s*/y) !== null;
  }

  node(): NodeText | undefined {
    const id = this.match(/\s*([\p{L}\p{N}_]+(?:[-.](?![-.>=])[\p{L}\p{N}_]+)*)/uy)?.[1];
    if (id === undefined) return undefined;
    for (const [open, closes, shape] of shapes) {
      if (!this.text.startsWith(open, this.at)) continue;
      const label = this.label(open, closes);
      if (label === undefined) return undefined;
      this.className();
      return { id, label, shape };
    }
    this.className();
    return { id, label: null, shape: null };
  }

  edge(): EdgeText | undefined {
    this.match(/\s*/y);
    if (this.match(/~{3,}/y) !== null) return { label: '', stroke: 'hidden', startArrow: false, endArrow: false };
    const startArrow = this.match(/[<xo](?=-|=)/y) !== null;
    const plain = this.match(/(-{2,}[>xo]|-{3,}|={2,}[>xo]|={3,}|-\.+-[>xo]?)(?=[\s|\p{L}\p{N}_"])/uy)?.[1];
    if (plain !== undefined) return this.finish(plain, startArrow, this.pipeLabel());
    const worded = this.match(
      /(--|==|-\.)\s*("[^"]*"|[^\s-=.>|][^\n|]*?)\s*(-{2,}[>xo]|-{3,}|={2,}[>xo]|={3,}|\.+-[>xo]?)/y,
    );
    const end = worded?.[3];
    if (worded === null || end === undefined || !fits(worded[1] ?? '', end)) return undefined;
    return this.finish(end, startArrow, chartLabel(worded[2] ?? ''));
  }

  private finish(mark: string, startArrow: boolean, label: string | null): EdgeText | undefined {
    if (label === null) return undefined;
    return { label, stroke: strokeOf(mark), startArrow, endArrow: /[>xo]$/.test(mark) };
  }

  private pipeLabel(): string | null {
    const label = this.match(/\s*\|\s*("[^"]*"|[^|]*)\|/y)?.[1];
    return label === undefined ? '' : chartLabel(label);
  }

  private label(open: string, closes: readonly string[]): string | undefined {
    const start = this.at + open.length;
    const quoted = /\s*"([^"]*)"\s*/y;
    quoted.lastIndex = start;
    const inQuotes = quoted.exec(this.text);
    if (inQuotes !== null) {
      const close = closes.find((candidate) => this.text.startsWith(candidate, quoted.lastIndex));
      if (close === undefined) return undefined;
      this.at = quoted.lastIndex + close.length;
      return chartLabel(inQuotes[1] ?? '') ?? undefined;
    }
    const ends = closes
      .map((close) => ({ close, index: this.text.indexOf(close, start) }))
      .filter((end) => end.index >= 0)
      .sort((a, b) => a.index - b.index);
    const [end] = ends;
    if (end === undefined) return undefined;
    this.at = end.index + end.close.length;
    return chartLabel(this.text.slice(start, end.index)) ?? undefined;
  }

  private className(): void {
    this.match(/:::[\w-]+/y);
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found !== null) this.at = pattern.lastIndex;
    return found;
  }
}

function strokeOf(mark: string): Stroke {
  if (mark.includes('=')) return 'thick';
  return mark.includes('.') ? 'dotted' : 'solid';
}

/** `-- yes -->`: the end is of the kind of the start. */
function fits(start: string, end: string): boolean {
  if (start === '-.') return end.startsWith('.');
  return end.startsWith(start);
}
