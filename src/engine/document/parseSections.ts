import { cut } from '../evidence/fields.ts';
import { documentLimits as limits } from './documentLimits.ts';
import { closesFence, fencesOf, openedFence } from './fences.ts';
import { type Heading, headingKey, headingOf } from './heading.ts';
import type { RawSection } from './rawDocument.ts';

export interface ProseParts {
  readonly preamble: string;
  /** With the heading of the flow, in its order. A section that was written twice is joined. */
  readonly sections: readonly RawSection[];
  /** Under headings that the writer was not asked for. */
  readonly strays: readonly RawSection[];
  readonly notes: readonly string[];
}

interface Open {
  readonly heading: string;
  readonly level: number;
  readonly known: boolean;
  readonly lines: string[];
}

/**
 * Splits the prose of an answer by its headings. `wanted` are the headings that the writer owns. Headings are recognised at level 1 to 4
 * with or without numbering, emphasis and colon; a heading inside a fence is text; a deeper heading that the flow does not know stays
 * in its section. Linear in the length of the text.
 */
export function parseSections(markdown: string, wanted: readonly string[]): ProseParts {
  const notes: string[] = [];
  const text = cut(markdown, limits.prose);
  if (text.length < markdown.length) notes.push(`The prose was cut after ${limits.prose} characters.`);
  const lines = text.split('\n');
  const splitter = new Splitter(wanted, hashedKeys(lines));
  for (const line of lines) splitter.line(line);
  const parts = splitter.end();
  const sections = wanted.flatMap((heading) =>
    joined(
      heading,
      parts.filter((part) => part.known && part.heading === heading),
      notes,
    ),
  );
  // A title above everything else is no section of its own.
  const titled = parts[1]?.level === 1 && !parts[1].known ? 2 : 1;
  const preamble = parts.slice(0, titled).map((part) => bodyOf(part.lines));
  const strays = parts.slice(titled).flatMap((part): RawSection[] => {
    const body = bodyOf(part.lines);
    return part.known || body === '' ? [] : [{ heading: cut(part.heading, limits.heading), markdown: body }];
  });
  if (strays.length > limits.sections) notes.push(`The prose had ${strays.length} sections that nobody asked for.`);
  return { preamble: cut(preamble.join('\n').trim(), limits.preamble), sections, strays: gathered(strays), notes };
}

function joined(heading: string, parts: readonly Open[], notes: string[]): RawSection[] {
  if (parts.length === 0) return [];
  if (parts.length > 1) notes.push(`"${heading}" was written ${parts.length} times; its parts were joined.`);
  const body = parts
    .map((part) => bodyOf(part.lines))
    .filter((text) => text !== '')
    .join('\n\n');
  if (body.length > limits.section) notes.push(`"${heading}" was cut after ${limits.section} characters.`);
  return [{ heading, markdown: cut(body, limits.section) }];
}

/** What lies beyond the bound is kept under the last heading. */
function gathered(strays: readonly RawSection[]): RawSection[] {
  if (strays.length <= limits.sections) return [...strays];
  const rest = strays.slice(limits.sections - 1);
  const text = rest.map((part) => `${part.heading}\n\n${part.markdown}`).join('\n\n');
  return [
    ...strays.slice(0, limits.sections - 1),
    { heading: rest[0]?.heading ?? '', markdown: cut(text, limits.section) },
  ];
}

/** Without blank lines and rules around it. */
function bodyOf(lines: readonly string[]): string {
  const isText = (line: string): boolean =>
    line.trim() !== '' && !(line.length < 200 && /^[ \t]*(?:-[- ]+-|\*[* ]+\*|_[_ ]+_)[ \t]*$/.test(line));
  const first = lines.findIndex(isText);
  if (first < 0) return '';
  return lines
    .slice(first, lines.findLastIndex(isText) + 1)
    .join('\n')
    .trimEnd();
}

/** Keys of the `#` headings outside of closed fences: where a section has one, a line in bold of the same words is text. */
function hashedKeys(lines: readonly string[]): Set<string> {
  const fenced = new Set<number>();
  for (const { start, end, closed } of fencesOf(lines)) if (closed) for (let i = start; i <= end; i++) fenced.add(i);
  return new Set(
    lines.flatMap((line, i) => {
      const heading = fenced.has(i) ? null : headingOf(line);
      return heading === null || heading.bold ? [] : [headingKey(heading.text)];
    }),
  );
}

class Splitter {
  private readonly keys: ReadonlyMap<string, string>;
  private readonly hashed: ReadonlySet<string>;
  private readonly seen = new Set<string>();
  private readonly parts: Open[] = [{ heading: '', level: 0, known: false, lines: [] }];
  /** The fence that is open, and the line of the current part that opened it. */
  private fence: { readonly mark: string; readonly language: string; readonly at: number } | null = null;

  constructor(wanted: readonly string[], hashed: ReadonlySet<string>) {
    this.hashed = hashed;
    this.keys = new Map(wanted.map((heading) => [headingKey(heading), heading]));
  }

  line(line: string): void {
    const { fence } = this;
    if (fence !== null) {
      // A diagram has no headings: its fence was never closed.
      if (fence.language === 'mermaid' && this.startsNew(line)) this.closeFence(fence.mark);
      else {
        if (closesFence(line, fence.mark)) this.fence = null;
        this.current().lines.push(line);
        return;
      }
    }
    const opened = openedFence(line);
    if (opened !== null) this.fence = { ...opened, at: this.current().lines.length };
    else if (this.heading(line)) return;
    this.current().lines.push(line);
  }

  /** All parts; the first is what stands above the first heading. A fence that is still open is closed at the next heading known. */
  end(): readonly Open[] {
    const { fence } = this;
    if (fence === null) return this.parts;
    const part = this.current();
    const from = part.lines.findIndex((line, i) => i > fence.at && this.startsNew(line));
    if (from < 0) {
      this.closeFence(fence.mark);
      return this.parts;
    }
    const rest = part.lines.splice(from);
    this.closeFence(fence.mark);
    for (const line of rest) this.line(line);
    return this.end();
  }

  private closeFence(mark: string): void {
    this.current().lines.push(mark);
    this.fence = null;
  }

  private current(): Open {
    const last = this.parts.at(-1);
    // The list starts with one part and never shrinks.
    if (last === undefined) throw new Error('no part');
    return last;
  }

  /** A heading of the flow that was not there before. */
  private startsNew(line: string): boolean {
    const heading = headingOf(line);
    if (heading === null) return false;
    const known = this.knownAs(heading);
    return known !== undefined && !this.seen.has(known);
  }

  private knownAs({ text, bold }: Heading): string | undefined {
    const key = headingKey(text);
    return bold && this.hashed.has(key) ? undefined : this.keys.get(key);
  }

  private heading(line: string): boolean {
    const heading = headingOf(line);
    if (heading === null) return false;
    const { level, text } = heading;
    const current = this.current();
    const known = this.knownAs(heading);
    if (known !== undefined && (!this.seen.has(known) || (!heading.bold && level <= current.level))) {
      this.seen.add(known);
      this.parts.push({ heading: known, level, known: true, lines: [] });
      return true;
    }
    const opens = known === undefined && !heading.bold && (this.parts.length === 1 || level <= current.level);
    if (opens) this.parts.push({ heading: text, level, known: false, lines: [] });
    return opens;
  }
}
