import { cleanText } from '../flow/briefText.ts';

/**
 * Untrusted text as Markdown that shows exactly that text: no HTML, no link, image, heading, list or table of its own. Code spans in
 * single backticks stay, because inside them nothing is interpreted. Line breaks stay.
 */
export function plainMarkdown(text: string): string {
  return cleanText(text)
    .trim()
    .split('\n')
    .map((line) => escapeLineStart(escapeInline(line.trim())))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/([^\n])\n(?=[^\n])/g, '$1\\\n');
}

/** As `plainMarkdown`, on one line. */
export function inlineMarkdown(text: string): string {
  return escapeLineStart(escapeInline(cleanText(text).replace(/\s+/g, ' ').trim()));
}

/** As `inlineMarkdown`, for a table cell: a pipe ends a cell even inside a code span. */
export function cellMarkdown(text: string): string {
  const line = cleanText(text).replace(/\s+/g, ' ').trim();
  // Readers differ on how many backslashes before a pipe keep it in its cell; such code is shown as text.
  const parts = codeSpans(line).map(({ text: part, code }) =>
    code && !/\\\|/.test(part) ? `\`${part}\`` : escapeText(code ? `\`${part}\`` : part),
  );
  return parts.join('').replace(/(?<!\\)\|/g, '\\|');
}

/** Text as a fenced block whose fence is longer than any run of backticks in it. */
export function fencedMarkdown(text: string, language = ''): string {
  const clean = cleanText(text).replace(/\s+$/, '');
  const longest = (clean.match(/`+/g) ?? []).reduce((max, run) => Math.max(max, run.length), 2);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${clean}\n${fence}`;
}

/** A path or an id as a code span. */
export function codeMarkdown(text: string): string {
  const clean = cleanText(text).replace(/\s+/g, ' ').trim();
  if (clean === '') return '';
  return clean.includes('`') ? escapeInline(clean) : `\`${clean}\``;
}

/** Text and single-backtick code spans of one line. A span has no backtick inside and ends on its line. */
export function codeSpans(line: string): { readonly text: string; readonly code: boolean }[] {
  const parts: { text: string; code: boolean }[] = [];
  let at = 0;
  for (const match of line.matchAll(/(?<![`\\])`([^`\n]+)`(?!`)/g)) {
    parts.push({ text: line.slice(at, match.index), code: false }, { text: match[1] ?? '', code: true });
    at = match.index + match[0].length;
  }
  parts.push({ text: line.slice(at), code: false });
  return parts.filter((part) => part.text !== '');
}

function escapeInline(line: string): string {
  return codeSpans(line)
    .map((part) => (part.code ? `\`${part.text}\`` : escapeText(part.text)))
    .join('');
}

function escapeText(text: string): string {
  return (
    text
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/[\\`*[\]|~$]/g, '\\$&')
      // An underscore inside a name starts no emphasis, and names read better without backslashes.
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
      // GitHub links bare addresses; a broken scheme is plain text that can still be copied.
      .replace(/(https?|ftp):\/\//gi, '$1&#58;//')
      .replace(/www\./gi, (match) => `${match.slice(0, 3)}&#46;`)
      .replace(/(?<=[\w.+-])@(?=[\w-])/g, '&#64;')
  );
}

function escapeLineStart(line: string): string {
  if (/^(?:#{1,6}(?:\s|$)|[-+=]+(?:\s|$)|-{2,}|-:|={2,}|:)/.test(line)) return `\\${line}`;
  return line.replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2');
}
