/** Where a quote stands in a file. Lines are 1-based and inclusive. */
export interface Occurrence {
  readonly startLine: number;
  readonly endLine: number;
  /** The quote covers its lines from the first to the last character. */
  readonly wholeLines: boolean;
  /** What stands before it on its first line. */
  readonly before: string;
}

/** More places than this are "many", whichever they are. */
const maxOccurrences = 500;
/** A comment longer than this is not looked for. */
const maxCommentLines = 400;
/** So many searches scan the text; from then on a word index pays off. */
const scansBeforeIndex = 8;
/** A run of characters that `inName` accepts. */
const name = /[\w$\u0080-\uffff]+/g;

/**
 * Text with every run of blanks, tabs and line ends as one space, trimmed, and accents in composed form (the same text by
 * definition, which models rewrite without notice). Nothing else is folded: letters that merely look alike, no-break spaces and
 * letter case stay different, so that a quote that was changed does not match.
 */
export function normaliseSpace(text: string): string {
  return composed(text)
    .replace(/[ \t\r\n\f\v]+/g, ' ')
    .replace(/^ | $/g, '');
}

const apart = /\p{L}\p{M}+|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?/gu;

/**
 * Letters with marks of their own, and Korean syllables, as one character. Only such sequences: normalising single characters
 * would turn look-alikes such as the Greek question mark into the ASCII ones they imitate.
 */
function composed(text: string): string {
  return /[\p{M}\u1100-\u1112]/u.test(text) ? text.replace(apart, (sequence) => sequence.normalize('NFC')) : text;
}

/** A file prepared for many quote searches: its normalised text, and where each line starts in it. */
export class QuoteIndex {
  readonly lineCount: number;
  private readonly text: string;
  private readonly lines: readonly string[];
  /** Offset of each line that is not blank, ascending, and its 1-based number. */
  private readonly offsets: number[] = [];
  private readonly numbers: number[] = [];
  private readonly found = new Map<string, readonly Occurrence[]>();
  private scans = 0;
  private words: Map<string, number[]> | null = null;

  constructor(lines: readonly string[]) {
    this.lines = lines;
    this.lineCount = lines.length;
    const parts: string[] = [];
    let offset = 0;
    lines.forEach((line, i) => {
      const part = normaliseSpace(line);
      if (part === '') return;
      this.offsets.push(offset);
      this.numbers.push(i + 1);
      parts.push(part);
      offset += part.length + 1;
    });
    this.text = parts.join(' ');
  }

  /** The source line as it is in the file; undefined beyond its end. */
  line(number: number): string | undefined {
    return this.lines[number - 1];
  }

  /** First place of a normalised quote that starts within the lines given and that `accept` takes. */
  within(
    quote: string,
    startLine: number,
    endLine: number,
    openEnd = false,
    accept: (place: Occurrence) => boolean = () => true,
  ): Occurrence | null {
    const first = this.slotAtOrAfter(startLine);
    const last = this.slotAtOrAfter(endLine + 1);
    const from = this.offsets[first];
    if (from === undefined) return null;
    const until = this.offsets[last] ?? this.text.length + 1;
    const window = this.text.slice(from, until + quote.length);
    for (let at = window.indexOf(quote); at >= 0 && from + at < until; at = window.indexOf(quote, at + 1)) {
      if (!this.onBorders(from + at, quote, openEnd)) continue;
      const place = this.occurrence(from + at, quote);
      if (accept(place)) return place;
    }
    return null;
  }

  /** Every place of a normalised quote in the file, at most 500. */
  everywhere(quote: string, openEnd = false): readonly Occurrence[] {
    const key = `${openEnd ? 1 : 0}${quote}`;
    const known = this.found.get(key);
    if (known !== undefined) return known;
    const found: Occurrence[] = [];
    for (const at of this.starts(quote, openEnd)) {
      if (this.onBorders(at, quote, openEnd)) found.push(this.occurrence(at, quote));
      if (found.length === maxOccurrences) break;
    }
    this.found.set(key, found);
    return found;
  }

  /** Offsets at which the text equals the quote, ascending. */
  private *starts(quote: string, openEnd: boolean): Iterable<number> {
    const rarest = ++this.scans > scansBeforeIndex ? this.rarestWord(quote, openEnd) : null;
    if (rarest === null) {
      for (let at = this.text.indexOf(quote); at >= 0; at = this.text.indexOf(quote, at + 1)) yield at;
      return;
    }
    for (const offset of rarest.offsets) {
      const at = offset - rarest.inQuote;
      if (at >= 0 && this.text.startsWith(quote, at)) yield at;
    }
  }

  /** The word of the quote with the fewest places in the file; every place of the quote has it. Null when the quote has no whole word. */
  private rarestWord(
    quote: string,
    openEnd: boolean,
  ): { readonly inQuote: number; readonly offsets: readonly number[] } | null {
    this.words ??= indexWords(this.text);
    let best: { inQuote: number; offsets: readonly number[] } | null = null;
    for (const match of quote.matchAll(name)) {
      const cut = openEnd && match.index + match[0].length === quote.length;
      const offsets = cut ? null : (this.words.get(match[0]) ?? []);
      if (offsets !== null && (best === null || offsets.length < best.offsets.length))
        best = { inQuote: match.index, offsets };
    }
    return best;
  }

  /** A quote that cuts a name in two, or leaves off the `!` before it, is not what the file says. */
  private onBorders(at: number, quote: string, openEnd: boolean): boolean {
    const before = this.text.charCodeAt(at - 1);
    const next = this.text.charCodeAt(at + quote.length);
    if (before === 33 || (inName(before) && inName(quote.charCodeAt(0)))) return false;
    return openEnd || !(inName(next) && inName(quote.charCodeAt(quote.length - 1)));
  }

  private occurrence(at: number, quote: string): Occurrence {
    const first = this.slotOf(at);
    const last = this.slotOf(at + quote.length - 1);
    const lineEnd = (this.offsets[last + 1] ?? this.text.length + 1) - 1;
    const lineStart = this.offsets[first] ?? at;
    return {
      startLine: this.numbers[first] ?? 1,
      endLine: this.numbers[last] ?? 1,
      wholeLines: lineStart === at && lineEnd === at + quote.length,
      before: this.text.slice(lineStart, at).trim(),
    };
  }

  /**
   * Is this line inside a block comment that an earlier one opened? Only openers at the start of a line count: elsewhere the same
   * characters are globs, strings or expressions.
   */
  insideComment(line: number): boolean {
    const until = Math.max(0, line - 1 - maxCommentLines);
    for (let i = line - 2; i >= until; i--) {
      const text = this.lines[i] ?? '';
      if (/\*\/|-->/.test(text)) return false;
      if (/^\s*(?:\/\*|<!--)/.test(text)) return true;
    }
    return false;
  }

  private slotAtOrAfter(line: number): number {
    return lowerBound(this.numbers, line);
  }

  private slotOf(offset: number): number {
    return lowerBound(this.offsets, offset + 1) - 1;
  }
}

function indexWords(text: string): Map<string, number[]> {
  const words = new Map<string, number[]>();
  for (const match of text.matchAll(name)) {
    const offsets = words.get(match[0]);
    if (offsets === undefined) words.set(match[0], [match.index]);
    else offsets.push(match.index);
  }
  return words;
}

/** Index of the first element that is not less than `value`. */
function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Letters, digits, `_`, `$` and everything beyond ASCII. NaN (no character) is none. */
function inName(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95 ||
    code === 36 ||
    code >= 128
  );
}
