import type { Language } from './language.ts';
import { maskSource } from './maskSource.ts';

/** One product source file as rules see it. Index 0 is line 1; the three arrays have the same length. */
export interface SourceView {
  readonly path: string;
  readonly language: Language;
  readonly lines: readonly string[];
  /** Without comments. */
  readonly code: readonly string[];
  /** Without comments and without the insides of strings. */
  readonly bare: readonly string[];
}

export function viewSource(path: string, language: Language, lines: readonly string[]): SourceView {
  return { path, language, lines, ...maskSource(lines, language) };
}

const answers = new WeakMap<SourceView, Map<RegExp, boolean>>();

/** Does any line of the file match? Answered once for each file and pattern, since rules ask for every hit. */
export function fileHas(source: SourceView, pattern: RegExp): boolean {
  const known = answers.get(source) ?? new Map<RegExp, boolean>();
  answers.set(source, known);
  const answer = known.get(pattern) ?? source.code.some((line) => pattern.test(line));
  known.set(pattern, answer);
  return answer;
}

/** Columns of leading white space; a tab counts as four. */
export function indentOf(line: string): number {
  let columns = 0;
  for (const char of line) {
    if (char === ' ') columns++;
    else if (char === '\t') columns += 4;
    else break;
  }
  return columns;
}

/** Does `pattern` match one of the lines from `index + from` to `index + to`? */
export function nearby(source: SourceView, index: number, from: number, to: number, pattern: RegExp): boolean {
  const end = Math.min(source.code.length - 1, index + to);
  for (let i = Math.max(0, index + from); i <= end; i++) if (pattern.test(source.code[i] ?? '')) return true;
  return false;
}

const functionStart = /\b(?:function|def|fn|func|fun|class)\b|=>\s{0,4}\{?\s{0,4}$/;

/**
 * Does a line that encloses line `index` (less indented, within `reach` lines above, in the same function) match?
 * Works by indentation, which formatted code of every language here has.
 */
export function enclosedBy(source: SourceView, index: number, pattern: RegExp, reach = 25): boolean {
  let indent = indentOf(source.bare[index] ?? '');
  for (let i = index - 1; i >= Math.max(0, index - reach) && indent > 0; i--) {
    const line = source.bare[i] ?? '';
    if (line.trim() === '' || indentOf(line) >= indent) continue;
    if (pattern.test(line)) return true;
    if (functionStart.test(line)) return false;
    indent = indentOf(line);
  }
  return false;
}

const tryLine = /\b(?:try|begin)\b|\.catch\(/;
const loopLine = /\b(?:for|while|loop|foreach)\b|\.(?:map|forEach|each|flatMap)\b/;

export function insideTry(source: SourceView, index: number): boolean {
  return tryLine.test(source.bare[index] ?? '') || enclosedBy(source, index, tryLine);
}

export function insideLoop(source: SourceView, index: number): boolean {
  return enclosedBy(source, index, loopLine, 12);
}
