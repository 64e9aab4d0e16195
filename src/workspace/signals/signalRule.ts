import type { Language } from './language.ts';
import type { SourceView } from './sourceView.ts';

/** Below this weight a hit is only context: it is reported when a stronger hit of the same signal exists. */
export const strongWeight = 3;

/** A pattern for single lines of product source. */
export interface LineRule {
  readonly id: string;
  /** Signals that a match counts for. */
  readonly signals: readonly string[];
  /** Null: every code language. */
  readonly languages: readonly Language[] | null;
  /** The rule is tried only on files that contain one of these strings; keeps big scopes fast. Empty: on every file. */
  readonly words: readonly string[];
  /**
   * Must be linear: only bounded quantifiers (a test enforces it). Matched against the line without comments, or,
   * with `bare`, without the insides of strings too.
   */
  readonly pattern: RegExp;
  readonly bare: boolean;
  /** 1 (context) to 10 (look here first). */
  readonly weight: number;
  /** Takes the match back when it matches the same line. */
  readonly unless?: RegExp;
  /** Signals that a match counts for as well, in files where a line matches `file`. */
  readonly also?: { readonly signals: readonly string[]; readonly file: RegExp };
  /** Looks at the lines around; returns the weight that remains, 0 for no hit. */
  readonly judge?: (source: SourceView, index: number, match: RegExpExecArray) => number;
}

/** A rule about a file by its path; the hit points at its first line with text. */
export interface FileRule {
  readonly id: string;
  readonly signals: readonly string[];
  readonly weight: number;
  readonly path: RegExp;
  /** Applied to test files as well. */
  readonly tests?: boolean;
}

type Extra = Partial<Pick<LineRule, 'unless' | 'judge' | 'bare' | 'also'>>;

/** Shorthand for the tables. `signals`, `languages` and `words` are separated by spaces; `*` means every language. */
export function rule(
  id: string,
  signals: string,
  languages: string,
  words: string,
  weight: number,
  pattern: RegExp,
  extra: Extra = {},
): LineRule {
  return {
    id,
    signals: signals.split(' '),
    languages: languages === '*' ? null : languages.split(' ').map(parseLanguage),
    words: words === '' ? [] : words.split(' '),
    weight,
    pattern,
    bare: false,
    ...extra,
  };
}

const names: readonly Language[] = ['js', 'py', 'go', 'java', 'kt', 'rs', 'rb', 'cs', 'php', 'sql', 'sh', 'other'];

function parseLanguage(text: string): Language {
  const found = names.find((name) => name === text);
  if (found === undefined) throw new Error(`unknown language in a signal rule: ${text}`);
  return found;
}
