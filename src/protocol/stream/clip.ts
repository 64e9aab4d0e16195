import { itemBounds } from './item.ts';

/** Terminal control sequences (colours, cursor moves, titles) have no meaning in a pane. */
const ansi = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;

export interface Clipped {
  readonly text: string;
  readonly cut: boolean;
}

/** Text of a tool as shown: control sequences and CR removed, at most 200 lines and 64,000 characters. */
export function clipOutput(raw: string): Clipped {
  // Bounded before the patterns run over it: the input may be of any size.
  const bounded = raw.length > itemBounds.outputChars * 2 ? raw.slice(0, itemBounds.outputChars * 2) : raw;
  const clean = bounded.replace(ansi, '').replace(/\r\n?/g, '\n');
  let end = 0;
  for (let lines = 0; lines < itemBounds.outputLines && end >= 0; lines += 1) {
    const next = clean.indexOf('\n', end);
    end = next < 0 ? -1 : next + 1;
  }
  const byLines = end < 0 ? clean : clean.slice(0, end);
  const text = byLines.slice(0, itemBounds.outputChars);
  return { text, cut: text.length < clean.length || bounded.length < raw.length };
}

export function clipText(raw: string, max: number): Clipped {
  return raw.length <= max ? { text: raw, cut: false } : { text: raw.slice(0, max), cut: true };
}

/** First line of a message, for rows that have one line. */
export function firstLine(text: string, max: number): string {
  const line = text.trim().split('\n', 1)[0] ?? '';
  return line.length > max ? `${line.slice(0, max - 1)}…` : line;
}
