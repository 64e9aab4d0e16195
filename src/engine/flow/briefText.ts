import type { Persona } from './graph.ts';

/** Longest brief that a run accepts, in characters. A longer brief would crowd the code out of a prompt for a small model. */
export const maxBriefChars = 20_000;

/** LF line ends, no control characters, trimmed. */
export function normaliseBrief(text: string): string {
  return cleanText(text).trim();
}

/**
 * LF line ends; control characters (except tab and newline), bidirectional overrides and zero-width characters become
 * U+FFFD: they can hide text from a person who reads the prompt.
 */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '\uFFFD');
}

/** As `cleanText`, on one line: for paths and titles that stand in a list. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\n/g, '\\n').replace(/\t/g, ' ');
}

const negations = new Set([
  'no',
  'not',
  'never',
  'without',
  'skip',
  'exclude',
  'except',
  'omit',
  'drop',
  "don't",
  "isn't",
  "doesn't",
  'ignore',
]);

/**
 * The words of `words` that the brief says, in their order. Case does not matter; a match starts and ends at a word border,
 * a trailing `*` lets it end anywhere. A match that is only ever negated ("not intermittent") is doubtful and does not count.
 */
export function saidWords(brief: string, words: readonly string[]): string[] {
  const text = brief.toLowerCase();
  return words.filter((word) => occurrences(text, word.toLowerCase()).some((at) => !negated(text, at)));
}

/** Does the brief call a persona in or out by its name or title? The last mention wins. */
export function personaMention(brief: string, persona: Pick<Persona, 'name' | 'title'>): 'in' | 'out' | null {
  const text = brief.toLowerCase();
  const names = [persona.name, persona.name.replaceAll('-', ' '), persona.title.toLowerCase()];
  const last = Math.max(-1, ...names.flatMap((name) => occurrences(text, name)));
  if (last < 0) return null;
  return negated(text, last) ? 'out' : 'in';
}

function occurrences(text: string, word: string): number[] {
  const open = word.endsWith('*');
  const core = (open ? word.slice(0, -1) : word).trim();
  if (core === '') return [];
  const found: number[] = [];
  for (let at = text.indexOf(core); at >= 0; at = text.indexOf(core, at + 1)) {
    // "non-blocking" does not say "blocking", but "race-prone" says "race".
    const startsWord = at === 0 || !(isLetter(text[at - 1]) || text[at - 1] === '-');
    // A plural counts as the word itself.
    const end = text[at + core.length] === 's' ? at + core.length + 1 : at + core.length;
    if (startsWord && (open || !isLetter(text[end]) || !isLetter(text[at + core.length]))) found.push(at);
  }
  return found;
}

function isLetter(char: string | undefined): boolean {
  return char !== undefined && /[\p{L}\p{N}_]/u.test(char);
}

/** An odd number of negating words among the three before, in the same clause. */
function negated(text: string, at: number): boolean {
  const clause =
    text
      .slice(Math.max(0, at - 80), at)
      .split(/[.,;:!?\n]/)
      .at(-1) ?? '';
  const before = clause.trim().split(/\s+/).slice(-3);
  return before.filter((word) => negations.has(word)).length % 2 === 1;
}

/** Number of list items and headings in the brief. */
export function briefItems(brief: string): number {
  return brief.split('\n').filter((line) => /^\s*(?:[-*+] |\d+[.)] |#{1,6} )/.test(line)).length;
}
