import { fencesOf } from '../document/fences.ts';
import { cleanText } from '../flow/briefText.ts';
import { idOfHeading } from './anchors.ts';
import { isHarmless } from './harmless.ts';
import { plainMarkdown } from './markdownText.ts';
import { ListIndents } from './listIndents.ts';
import { writerLine } from './writerLine.ts';

/**
 * A writer's Markdown, made safe to stand in a report and in a file: headings no higher than `top`, no raw HTML, no images, no
 * links out of the workspace, every fence closed. Lists, tables, emphasis, code and diagrams stay. Should a Markdown reader still
 * find something else in the result, all of it becomes plain text.
 */
export function writerMarkdown(markdown: string, top: 3 | 4 = 3): string {
  const lines = cleanText(markdown).trim().split('\n');
  const out: string[] = [];
  const lists = new ListIndents();
  let from = 0;
  for (const fence of fencesOf(lines)) {
    out.push(...proseLines(lines.slice(from, fence.start), top, lists));
    const last = fence.closed ? fence.end : fence.end + 1;
    out.push(...fenceLines(lines.slice(fence.start, last), fence.mark, lists));
    from = fence.end + 1;
  }
  out.push(...proseLines(lines.slice(from), top, lists));
  const text = out.join('\n').replace(/\n{3,}/g, '\n\n');
  return isHarmless(text) ? text : plainMarkdown(markdown);
}

/** A writer's text on one line, with its emphasis, code and ids; it begins no heading, list, fence or table. */
export function writerInline(text: string): string {
  const line = cleanText(text).replace(/\s+/g, ' ').trim();
  const safe = writerLine(line, { table: false })
    .replace(/^(#{1,6}|[-+*=]+|>|~{3,}|\|)/, '\\$1')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2');
  return isHarmless(safe) ? safe : plainMarkdown(line);
}

/**
 * A fence as every reader sees it: at the indent of the list item it belongs to, else at the margin, each line of it at least as
 * far in, and with an end.
 */
function fenceLines(lines: readonly string[], mark: string, lists: ListIndents): string[] {
  const [first = '', ...rest] = lines.map(tabsAsSpaces);
  const indent = indentOf(first);
  const margin = ' '.repeat(lists.around(indent));
  const info = first
    .trim()
    .slice(mark.length)
    .replace(/[^\w+.# -]/g, '');
  const inside = rest.map((line) => `${margin}${line.slice(Math.min(indent, indentOf(line)))}`.trimEnd());
  return [`${margin}${mark}${info}`, ...inside, `${margin}${mark}`];
}

function tabsAsSpaces(line: string): string {
  return line.replace(/^[ \t]+/, (space) => space.replaceAll('\t', '    '));
}

function indentOf(line: string): number {
  return /^ */.exec(line)?.[0].length ?? 0;
}

function proseLines(lines: readonly string[], top: number, lists: ListIndents): string[] {
  const tables = tableLines(lines);
  return lines.map((line, i) => {
    lists.read(tabsAsSpaces(line));
    return proseLine(line, top, tables.has(i));
  });
}

/** Lines of paragraphs in which one line could be the rule under the head of a table. */
function tableLines(lines: readonly string[]): Set<number> {
  const found = new Set<number>();
  let start = 0;
  for (let i = 0; i <= lines.length; i++) {
    if ((lines[i] ?? '').trim() !== '') continue;
    const part = lines.slice(start, i);
    if (part.some((line) => /^[\s>*+\-\d.)|:]*$/.test(line) && line.includes('-') && /[|:]/.test(line)))
      part.forEach((_line, at) => found.add(start + at));
    start = i + 1;
  }
  return found;
}

function proseLine(line: string, top: number, table: boolean): string {
  const heading = /^((?:[\s>]|[-*+]\s|\d{1,9}[.)]\s)*)(#{1,6})\s+(.*)$/.exec(line);
  if (heading !== null) {
    const [, before = '', marks = '', words = ''] = heading;
    const level = Math.min(6, Math.max(top, marks.length));
    return `${before.length <= 3 ? before.trimStart() : before}${'#'.repeat(level)} ${writerLine(ownHeading(words), { table })}`;
  }
  // A line of only `=` or `-` would turn the line above into a heading of the report.
  if (/^ {0,3}(?:=+|-+)\s*$/.test(line)) return /-{3}/.test(line) ? '\n---\n' : '';
  const rule = /^([\s>]*)((?:=+|-+)\s*)$/.exec(line);
  return rule === null ? writerLine(line, { table }) : `${rule[1] ?? ''}\\${rule[2] ?? ''}`;
}

/** Names that only look like an id. */
const named = /^(?:UTF|SHA|ISO|RFC|AES|RSA|TLS|HTTP|CVE|ES|MD|COVID)-/;

/** A heading that begins with an id is where that finding or record stands; a writer's own heading is never that place. */
function ownHeading(words: string): string {
  return idOfHeading(words.replaceAll('\\', '')) === null || named.test(words) ? words : `About ${words}`;
}

/** How the notice begins that a section was cut. */
export const cutMark = '_Cut here: ';

/** Cut at a line end so that at most `max` characters stay; says that it was cut. For text that was made safe before. */
export function boundedMarkdown(markdown: string, max: number): string {
  if (markdown.length <= max) return markdown;
  const end = markdown.lastIndexOf('\n', max);
  // Half a line may be half a code span, so nothing in it can be trusted to be code.
  const kept = end <= 0 ? plainMarkdown(markdown.slice(0, max)) : withFenceClosed(markdown.slice(0, end));
  return `${kept}\n\n${cutMark}the rest is too long for this section. All findings follow under their ids._`;
}

/** Closes a fence that the cut left open, with its own mark and indent. */
function withFenceClosed(markdown: string): string {
  const lines = markdown.split('\n');
  const last = fencesOf(lines).at(-1);
  if (last === undefined || last.closed) return markdown;
  return `${markdown}\n${' '.repeat(indentOf(lines[last.start] ?? ''))}${last.mark}`;
}
