import type { OutlineBuilder } from './OutlineBuilder.ts';

const fenceLine = /^ {0,3}(`{3,}|~{3,})(.*)$/;
const atxHeading = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/;
const underline = /^ {0,3}(?:=+|-+)[ \t]*$/;
const notParagraph = /^ {4}|^\t|^ {0,3}(?:[-*+>|#]|\d{1,9}[.)] )|^\s*$/;

/**
 * Headings and links of Markdown, line by line. Fences, comments and front matter are passed over. A line scanner and not
 * the Markdown library, because each heading and link needs its line number.
 */
export function markdownOutline(lines: readonly string[], builder: OutlineBuilder): void {
  let fence: string | null = null;
  let inComment = false;
  for (let index = endOfFrontMatter(lines); index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (fence !== null) {
      const close = fenceLine.exec(line);
      if (close !== null && close[1]?.startsWith(fence) === true && close[2]?.trim() === '') fence = null;
      continue;
    }
    if (inComment) {
      inComment = !line.includes('-->');
      continue;
    }
    const open = fenceLine.exec(line);
    if (open !== null && !(open[1]?.startsWith('`') === true && open[2]?.includes('`') === true)) {
      fence = open[1] ?? '';
      continue;
    }
    const comment = line.lastIndexOf('<!--');
    inComment = comment >= 0 && !line.includes('-->', comment);
    headingAt(lines, index, builder);
    linksOf(line, index, builder);
  }
}

/** Index of the first line after YAML front matter. */
function endOfFrontMatter(lines: readonly string[]): number {
  if (lines[0]?.trimEnd() !== '---') return 0;
  const end = lines.findIndex((line, index) => index > 0 && /^(?:---|\.\.\.)\s*$/.test(line));
  return end > 0 && end < 200 ? end + 1 : 0;
}

function headingAt(lines: readonly string[], index: number, builder: OutlineBuilder): void {
  const line = lines[index] ?? '';
  const atx = atxHeading.exec(line);
  if (atx !== null) {
    builder.heading(atx[1]?.length ?? 1, plainText((atx[2] ?? '').replace(/[ \t]+#+[ \t]*$/, '')), index);
    return;
  }
  const above = lines[index - 1] ?? '';
  if (!underline.test(line) || index === 0 || notParagraph.test(above)) return;
  // Only a title of one line: a rule below a longer paragraph is rarely meant as a heading.
  if ((lines[index - 2] ?? '').trim() !== '') return;
  builder.heading(line.trim().startsWith('=') ? 1 : 2, plainText(above), index - 1);
}

/** Heading text without link targets, emphasis and anchors. */
function plainText(text: string): string {
  return text
    .replace(/!?\[([^\]]{0,200})\]\([^)]{0,500}\)/g, '$1')
    .replace(/<[^>]{1,200}>/g, '')
    .replace(/\s\{#[\w-]{1,80}\}\s*$/, '')
    .replace(/\*\*|__|`/g, '');
}

function linksOf(line: string, index: number, builder: OutlineBuilder): void {
  if (!line.includes('](') && !line.includes(']:') && !line.includes('="')) return;
  const text = line.replace(/(`{1,3})[^`]{1,1000}\1/g, '');
  for (const match of text.matchAll(/\]\(\s{0,4}<?([^\s<>()]{1,500})/g)) builder.link(match[1] ?? '', index);
  const definition = /^ {0,3}\[(?!\^)[^\]]{1,200}\]:\s{0,4}<?([^\s<>]{1,500})/.exec(text);
  if (definition !== null) builder.link(definition[1] ?? '', index);
  for (const match of text.matchAll(/\b(?:href|src)="([^"\s]{1,500})"/g)) builder.link(match[1] ?? '', index);
}
