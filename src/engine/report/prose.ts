import { cleanText } from '../flow/briefText.ts';
import { codeSpans } from './markdownText.ts';

/**
 * A writer's Markdown, made safe to stand in a report and in a file: headings no higher than `top`, no raw HTML, no images, no
 * links out of the workspace, every fence closed. Lists, tables, emphasis, code and diagrams stay.
 */
export function writerMarkdown(markdown: string, top: 3 | 4 = 3): string {
  const out: string[] = [];
  let fence: string | null = null;
  for (const line of cleanText(markdown).trim().split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line);
    if (fence === null) {
      if (mark === null) {
        out.push(proseLine(line, top));
        continue;
      }
      fence = mark[1] ?? '```';
      out.push(`${fence}${(mark[2] ?? '').replace(/[^\w+.# -]/g, '')}`);
      continue;
    }
    out.push(line);
    if (mark !== null && closes(mark[1] ?? '', mark[2] ?? '', fence)) fence = null;
  }
  if (fence !== null) out.push(fence);
  return out.join('\n').replace(/\n{3,}/g, '\n\n');
}

function closes(mark: string, rest: string, fence: string): boolean {
  return mark[0] === fence[0] && mark.length >= fence.length && rest.trim() === '';
}

function proseLine(line: string, top: number): string {
  const heading = /^ {0,3}(#{1,6})\s+(.*)$/.exec(line);
  const level = heading === null ? 0 : Math.min(6, Math.max(top, (heading[1] ?? '').length));
  const text = heading === null ? line : (heading[2] ?? '');
  // A line of only `=` or `-` would turn the line above into a heading of the report.
  if (heading === null && /^ {0,3}(?:=+|-+)\s*$/.test(text)) return /-{3}/.test(text) ? '\n---\n' : '';
  const safe = outsideCode(text, (part) => outsideCode(withoutLinks(part), escapeMarkup));
  return heading === null ? safe : `${'#'.repeat(level)} ${safe}`;
}

function outsideCode(line: string, change: (text: string) => string): string {
  return codeSpans(line)
    .map((part) => (part.code ? `\`${part.text}\`` : change(part.text)))
    .join('');
}

function withoutLinks(text: string): string {
  return text
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, (_all, words: string) => (words === '' ? '(image)' : `(image: ${words})`))
    .replace(/\[([^\]]*)\]\(([^)\s]*)(?:\s+"[^"]*")?\)/g, (_all, words: string, target: string) => link(words, target));
}

function escapeMarkup(text: string): string {
  return (
    text
      .replace(/!\[/g, '!\\[')
      // `<br>` is how a cell breaks its line in every renderer that we know; it carries nothing.
      .replace(/<(?!br\s*\/?>)/gi, '&lt;')
      // A reference definition gives a target to words elsewhere.
      .replace(/^(\s{0,3})\[([^\]]+)\]:/, '$1\\[$2\\]:')
      .replace(/(https?|ftp):\/\//gi, '$1&#58;//')
      .replace(/www\./gi, (match) => `${match.slice(0, 3)}&#46;`)
  );
}

/** Links inside the workspace stay; all others become their words and the address as code, which nothing follows. */
function link(words: string, target: string): string {
  const inside = !/^[a-z][a-z0-9+.-]*:/i.test(target) && !target.startsWith('//') && !target.startsWith('/');
  if (inside) return `[${words}](${target})`;
  const address = target.replaceAll('`', '');
  return words === address || words === '' ? `\`${address}\`` : `${words} (\`${address}\`)`;
}

/** Cut at a line end so that at most `max` characters stay; says that it was cut. */
export function boundedMarkdown(markdown: string, max: number): string {
  if (markdown.length <= max) return markdown;
  const end = markdown.lastIndexOf('\n', max);
  return `${withFenceClosed(markdown.slice(0, end <= 0 ? max : end))}\n\n_Cut here: the rest is too long for this section. All findings follow under their ids._`;
}

/** Closes a fence that the cut left open. */
function withFenceClosed(markdown: string): string {
  const fences = markdown.split('\n').filter((line) => /^(?:```|~~~)/.test(line));
  return fences.length % 2 === 0 ? markdown : `${markdown}\n${(fences.at(-1) ?? '```').slice(0, 3)}`;
}
