/** A part of a unified diff about one file: header lines and hunks as git wrote them. */
export interface PatchSection {
  /** New-side path; null when git gave none (mode or rename only, binary). */
  readonly path: string | null;
  /** Line ranges of the new side that were added or changed, 1-based, inclusive, ascending, not touching. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly lines: readonly string[];
  /** True when `lines` was cut to the bound; `ranges` is complete all the same. */
  readonly cut: boolean;
}

const hunkHeader = /^@@ -\d{1,10}(?:,(\d{1,10}))? \+(\d{1,10})(?:,(\d{1,10}))? @@/;

/**
 * Reads a unified diff line by line. Content lines always start with a space, `+`, `-` or `\`, and hunks announce how
 * many follow, so text inside a file that looks like a header is never taken for one.
 */
export class PatchParser {
  private readonly onSection: (section: PatchSection) => void;
  private readonly maxChars: number;
  private path: string | null = null;
  private ranges: [number, number][] = [];
  private lines: string[] = [];
  private chars = 0;
  private cut = false;
  private open = false;
  private oldLeft = 0;
  private newLeft = 0;
  private newLine = 0;

  /** `maxChars`: how much text of one section is kept. */
  constructor(onSection: (section: PatchSection) => void, maxChars: number) {
    this.onSection = onSection;
    this.maxChars = maxChars;
  }

  line(text: string): void {
    if (text.startsWith('diff --git ')) this.begin();
    if (!this.open) return;
    this.keep(text);
    if (this.oldLeft > 0 || this.newLeft > 0) this.content(text);
    else this.header(text);
  }

  end(): void {
    if (!this.open) return;
    this.open = false;
    this.onSection({ path: this.path, ranges: this.ranges, lines: this.lines, cut: this.cut });
  }

  private begin(): void {
    this.end();
    this.open = true;
    this.path = null;
    this.ranges = [];
    this.lines = [];
    this.chars = 0;
    this.cut = false;
    this.oldLeft = 0;
    this.newLeft = 0;
  }

  private keep(text: string): void {
    this.chars += text.length + 1;
    if (this.chars > this.maxChars) this.cut = true;
    if (!this.cut) this.lines.push(text);
  }

  private header(text: string): void {
    if (text.startsWith('+++ ')) this.path = newPath(text.slice(4));
    const match = hunkHeader.exec(text);
    if (match === null) return;
    this.oldLeft = Number(match[1] ?? 1);
    this.newLeft = Number(match[3] ?? 1);
    // A hunk that only deletes names the line before the gap.
    this.newLine = this.newLeft === 0 ? Number(match[2]) + 1 : Number(match[2]);
  }

  private content(text: string): void {
    const mark = text.charAt(0);
    if (mark === '+') {
      this.newLeft--;
      this.touch(this.newLine, this.newLine);
      this.newLine++;
    } else if (mark === '-') {
      this.oldLeft--;
      // A deletion has no line of its own: the lines on both sides of the gap stand for it.
      this.touch(Math.max(1, this.newLine - 1), this.newLine);
    } else if (mark !== '\\') {
      this.oldLeft--;
      this.newLeft--;
      this.newLine++;
    }
  }

  private touch(start: number, end: number): void {
    const last = this.ranges.at(-1);
    if (last === undefined || start > last[1] + 1) this.ranges.push([start, end]);
    else last[1] = Math.max(last[1], end);
  }
}

/** Path of a `+++ ` line: without the prefix `b/`, a trailing tab, and the C-style quotes that git puts around odd names. */
function newPath(text: string): string | null {
  const bare = text.startsWith('"') ? unquote(text) : text.replace(/\t$/, '');
  return bare.startsWith('b/') ? bare.slice(2) : null;
}

const escapes: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };

function unquote(text: string): string {
  const bytes: number[] = [];
  for (let i = 1; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '"') break;
    if (char !== '\\') {
      const point = text.codePointAt(i) ?? 0;
      bytes.push(...Buffer.from(String.fromCodePoint(point)));
      if (point > 0xffff) i++;
      continue;
    }
    const octal = /^[0-7]{3}/.exec(text.slice(i + 1, i + 4))?.[0];
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else bytes.push(escapes[text.charAt(i + 1)] ?? 63);
    i += octal === undefined ? 1 : 3;
  }
  return Buffer.from(bytes).toString('utf8');
}
