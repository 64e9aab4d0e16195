/** What a tolerant parse had to do. `truncated`: the text ended inside a value, so parts of it are missing. */
export interface TolerantResult {
  readonly value: unknown;
  readonly truncated: boolean;
  readonly repairs: readonly string[];
  /** Index after the last character that belongs to the value. */
  readonly end: number;
}

const maxDepth = 60;
const literals: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['True', true],
  ['False', false],
  ['None', null],
  ['undefined', null],
]);
const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
};

class Unreadable extends Error {}

/**
 * Reads the JSON object or array that starts at `start`, forgiving what local models get wrong: comments, trailing and missing
 * commas, single quotes, bare keys, Python literals, raw line breaks and stray quotes inside strings, bad escapes, and
 * a text that ends too early. Returns null when it is not JSON at all. Never backtracks: linear in the length, unlike the
 * repair library, which needs seconds for a few kilobytes with stray quotes.
 */
export function parseTolerant(text: string, start: number): TolerantResult | null {
  const reader = new Reader(text, start);
  try {
    const value = reader.container(0);
    return { value, truncated: reader.truncated, repairs: [...reader.repairs], end: reader.at };
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

class Reader {
  readonly repairs = new Set<string>();
  truncated = false;
  at: number;
  private readonly text: string;

  constructor(text: string, start: number) {
    this.text = text;
    this.at = start;
  }

  container(depth: number): unknown {
    if (depth > maxDepth) throw new Unreadable();
    return this.text[this.at] === '[' ? this.array(depth) : this.object(depth);
  }

  private object(depth: number): Record<string, unknown> {
    const members: [string, unknown][] = [];
    this.at++;
    while (this.more('}')) {
      const key = this.key();
      this.space();
      if (this.ended()) break;
      if (this.text[this.at] !== ':') throw new Unreadable();
      this.at++;
      this.space();
      if (this.ended()) break;
      members.push([key, this.value(depth + 1)]);
      this.separator('}');
    }
    // fromEntries defines own properties, so a `__proto__` key stays data.
    return Object.fromEntries(members);
  }

  private array(depth: number): unknown[] {
    const items: unknown[] = [];
    this.at++;
    while (this.more(']')) {
      items.push(this.value(depth + 1));
      this.separator(']');
    }
    return items;
  }

  /** Is there a further member? Steps over the closing bracket when not. */
  private more(close: string): boolean {
    this.space();
    if (this.ended()) return false;
    const char = this.text[this.at];
    if (char === close) {
      this.at++;
      return false;
    }
    // The other bracket closes an outer container: this one was left open.
    if (char === '}' || char === ']') {
      this.truncated = true;
      return false;
    }
    return true;
  }

  private separator(close: string): void {
    this.space();
    if (this.text[this.at] === ',') {
      this.at++;
      this.space();
      if (this.text[this.at] === close) this.repairs.add('trailing comma');
      else if (this.text[this.at] === ',') throw new Unreadable();
    } else if (this.at < this.text.length && !'}]'.includes(this.text[this.at] ?? '')) {
      this.repairs.add('missing comma');
    }
  }

  private value(depth: number): unknown {
    const char = this.text[this.at] ?? '';
    if (char === '{' || char === '[') return this.container(depth);
    if (char === '"' || char === "'") return this.string(char, 'value');
    return this.word();
  }

  private key(): string {
    const char = this.text[this.at] ?? '';
    if (char === '"' || char === "'") return this.string(char, 'key');
    const match = this.match(/[A-Za-z_$][\w$-]*/y);
    if (match === '') throw new Unreadable();
    this.repairs.add('bare key');
    return match;
  }

  private word(): unknown {
    const number = this.match(/[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y);
    if (number !== '') return Number(number);
    const word = this.match(/[A-Za-z]+/y);
    if (literals.has(word)) return literals.get(word);
    // A literal cut short by the end of the text.
    if (this.at >= this.text.length) {
      this.truncated = true;
      return null;
    }
    throw new Unreadable();
  }

  private string(quote: string, role: 'key' | 'value'): string {
    if (quote === "'") this.repairs.add('single quotes');
    const parts: string[] = [];
    let from = ++this.at;
    for (; this.at < this.text.length; this.at++) {
      const char = this.text[this.at];
      if (char === '\\') {
        parts.push(this.text.slice(from, this.at), this.escape());
        from = this.at + 1;
      } else if (char === quote) {
        if (this.endsString(quote, role)) {
          parts.push(this.text.slice(from, this.at));
          this.at++;
          return parts.join('');
        }
        this.repairs.add('quote inside a string');
      } else if (char === '\n') this.repairs.add('line break inside a string');
    }
    this.truncated = true;
    parts.push(this.text.slice(from));
    return parts.join('');
  }

  /** The character that the escape at `at` stands for; leaves `at` on its last character. */
  private escape(): string {
    const char = this.text[++this.at] ?? '';
    if (char === 'u') {
      const hex = this.text.slice(this.at + 1, this.at + 5);
      if (/^[0-9a-fA-F]{4}$/.test(hex)) {
        this.at += 4;
        return String.fromCharCode(Number.parseInt(hex, 16));
      }
    }
    const known = escapes[char];
    if (known !== undefined) return known;
    // Code such as a regular expression, pasted without doubling its backslashes.
    this.repairs.add('bad escape');
    return `\\${char}`;
  }

  /** A quote ends its string when what follows can follow a string; bounded look-ahead keeps the whole parse linear. */
  private endsString(quote: string, role: 'key' | 'value'): boolean {
    let next = this.at + 1;
    const limit = Math.min(this.text.length, next + 200);
    while (next < limit && isSpace(this.text.charCodeAt(next))) next++;
    if (next >= this.text.length) return true;
    const char = this.text[next] ?? '';
    if (role === 'key') return char === ':';
    if (char === ',') return this.startsMember(next + 1, quote);
    if (char === quote) return this.text.slice(this.at + 1, next).includes('\n');
    return '}]'.includes(char) || (char === '/' && '/*'.includes(this.text[next + 1] ?? ' '));
  }

  /** After `",`: does another member or the end of the container follow? `f("a", b)` inside a string says no. */
  private startsMember(from: number, quote: string): boolean {
    let next = from;
    const limit = Math.min(this.text.length, next + 200);
    while (next < limit && isSpace(this.text.charCodeAt(next))) next++;
    if (next >= limit) return true;
    const char = this.text[next] ?? '';
    if ('{[}]"\'/-'.includes(char) || char === quote || (char >= '0' && char <= '9')) return true;
    return /^(?:true|false|null|True|False|None)\b|^[A-Za-z_$][\w$-]*\s*:/.test(this.text.slice(next, next + 60));
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  private ended(): boolean {
    if (this.at < this.text.length) return false;
    this.truncated = true;
    return true;
  }

  private space(): void {
    for (;;) {
      while (isSpace(this.text.charCodeAt(this.at))) this.at++;
      const two = this.text.slice(this.at, this.at + 2);
      if (two === '//') this.skipTo('\n', 1);
      else if (two === '/*') this.skipTo('*/', 2);
      else if (two[0] === '#') this.skipTo('\n', 1);
      else return;
      this.repairs.add('comment');
    }
  }

  private skipTo(end: string, width: number): void {
    const found = this.text.indexOf(end, this.at + 2);
    this.at = found < 0 ? this.text.length : found + width;
  }
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0xfeff;
}
