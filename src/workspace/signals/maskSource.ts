import type { Language } from './language.ts';

/** The same lines twice, without comments and the insides of regular expressions: with strings, and without their insides. */
export interface MaskedLines {
  readonly code: readonly string[];
  readonly bare: readonly string[];
}

interface Syntax {
  readonly line: readonly string[];
  readonly block: boolean;
  /** Quotes that end with the line at the latest. */
  readonly quotes: string;
  /** Quotes that may span lines, longest first. */
  readonly long: readonly string[];
  readonly regexLiterals: boolean;
}

const c: Syntax = { line: ['//'], block: true, quotes: `"'`, long: [], regexLiterals: false };
const syntaxes: Readonly<Record<Language, Syntax>> = {
  js: { ...c, long: ['`'], regexLiterals: true },
  py: { line: ['#'], block: false, quotes: `"'`, long: ['"""', "'''"], regexLiterals: false },
  go: { ...c, long: ['`'] },
  java: { ...c, long: ['"""'] },
  kt: { ...c, long: ['"""'] },
  rs: { ...c, quotes: '"' },
  rb: { line: ['#'], block: false, quotes: `"'`, long: [], regexLiterals: false },
  cs: { ...c, long: ['"""'] },
  php: { ...c, line: ['//', '#'] },
  sql: { line: ['--'], block: true, quotes: `'`, long: [], regexLiterals: false },
  sh: { line: ['#'], block: false, quotes: '', long: [], regexLiterals: false },
  other: c,
};

/** Lines longer than this are never matched: they are data or minified code, and would make matching slow. */
const maxMatchedLine = 2000;

const beforeRegex = /(?:^|[(,=:[!&|?{};+]|\breturn|\bcase|\btypeof)$/;

/**
 * Blanks comments and string contents with one pass over each line; lines above 2,000 characters come out empty. It is a scanner, not a parser: good enough to keep
 * words in comments from raising signals. State that runs over the end of a line is only kept for block comments and
 * long strings, so a misread quote cannot spoil more than its own line.
 */
export function maskSource(lines: readonly string[], language: Language): MaskedLines {
  const masker = new Masker(syntaxes[language]);
  const code: string[] = [];
  const bare: string[] = [];
  for (const line of lines) {
    masker.run(line);
    code.push(masker.code);
    bare.push(masker.bare);
  }
  return { code, bare };
}

class Masker {
  code = '';
  bare = '';
  /** What must come before code goes on: the end mark of a comment, or the closing quote of a long string. */
  private until: string | null = null;
  private untilIsComment = false;
  private readonly syntax: Syntax;
  /** Finds the next character that could start something. */
  private readonly special: RegExp;

  constructor(syntax: Syntax) {
    this.syntax = syntax;
    const starts = new Set([
      ...syntax.quotes,
      ...syntax.line.map((text) => text.charAt(0)),
      ...syntax.long.map((text) => text.charAt(0)),
    ]);
    if (syntax.block || syntax.regexLiterals) starts.add('/');
    this.special = new RegExp(`[${[...starts].map((char) => (char === '-' ? '\\-' : char)).join('')}]`, 'g');
  }

  run(line: string): void {
    this.code = '';
    this.bare = '';
    if (line.length > maxMatchedLine) {
      if (this.until !== null && line.includes(this.until)) this.until = null;
      return;
    }
    let at = 0;
    while (at < line.length) at = this.until === null ? this.plain(line, at) : this.insideLong(line, at);
  }

  /** Handles code from `at`; returns where to go on. */
  private plain(line: string, at: number): number {
    this.special.lastIndex = at;
    const found = this.special.exec(line);
    const start = found?.index ?? line.length;
    this.emit(line.slice(at, start));
    if (found === null) return line.length;
    if (this.startsLineComment(line, start)) return line.length;
    if (this.syntax.block && line.startsWith('/*', start)) return this.enter('*/', true, start + 2);
    const long = this.syntax.long.find((quote) => line.startsWith(quote, start));
    if (long !== undefined) return this.enterLong(long, start);
    if (this.syntax.quotes.includes(found[0])) return this.shortString(line, start, found[0]);
    if (this.syntax.regexLiterals && found[0] === '/' && beforeRegex.test(this.bare.trimEnd().slice(-12))) {
      return this.regexLiteral(line, start);
    }
    this.emit(found[0]);
    return start + 1;
  }

  private emit(text: string): void {
    this.code += text;
    this.bare += text;
  }

  private startsLineComment(line: string, start: number): boolean {
    return this.syntax.line.some((mark) => {
      if (!line.startsWith(mark, start)) return false;
      // `#` begins a comment only after white space; `#[` is an attribute.
      return (
        mark !== '#' || ((start === 0 || /[\s;,({[]/.test(line.charAt(start - 1))) && line.charAt(start + 1) !== '[')
      );
    });
  }

  private enter(until: string, comment: boolean, next: number): number {
    this.until = until;
    this.untilIsComment = comment;
    return next;
  }

  private enterLong(quote: string, start: number): number {
    // A triple quote that begins a statement is documentation.
    const documentation = quote.length === 3 && this.bare.trim() === '';
    if (!documentation) this.emit(quote);
    return this.enter(quote, documentation, start + quote.length);
  }

  private insideLong(line: string, at: number): number {
    const until = this.until ?? '';
    let end = line.indexOf(until, at);
    while (end > at && !this.untilIsComment && line.charAt(end - 1) === '\\' && line.charAt(end - 2) !== '\\') {
      end = line.indexOf(until, end + 1);
    }
    const stop = end < 0 ? line.length : end;
    if (!this.untilIsComment) this.code += line.slice(at, stop);
    if (end < 0) return line.length;
    if (!this.untilIsComment) this.emit(until);
    this.until = null;
    return end + until.length;
  }

  private shortString(line: string, start: number, quote: string): number {
    let end = start + 1;
    while (end < line.length && line.charAt(end) !== quote) end += line.charAt(end) === '\\' ? 2 : 1;
    this.code += line.slice(start, end + 1);
    this.bare += quote + (end < line.length ? quote : '');
    return end + 1;
  }

  private regexLiteral(line: string, start: number): number {
    let inClass = false;
    for (let i = start + 1; i < line.length; i++) {
      const char = line.charAt(i);
      if (char === '\\') i++;
      else if (char === '[') inClass = true;
      else if (char === ']') inClass = false;
      else if (char === '/' && !inClass) {
        // A pattern speaks about text and does nothing itself: its words raise no signal.
        this.emit('//');
        return i + 1;
      }
    }
    this.emit('/');
    return start + 1;
  }
}
