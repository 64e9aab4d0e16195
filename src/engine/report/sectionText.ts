import { cellMarkdown } from './markdownText.ts';

/** A Markdown table of untrusted cells; the empty text when there are no rows. */
export function tableMarkdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cellMarkdown(cell) || ' ').join(' | ')} |`;
  return [line(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n');
}

/** `src/a.ts:10-12` of a citation; the address of a web source; else its trust class. */
export function placeText(citation: {
  readonly trust: string;
  readonly path?: string | undefined;
  readonly startLine?: number | undefined;
  readonly endLine?: number | undefined;
  readonly url?: string | undefined;
}): string {
  const { path, startLine, endLine } = citation;
  if (path === undefined) return citation.url ?? citation.trust;
  if (startLine === undefined) return path;
  return endLine === undefined || endLine === startLine ? `${path}:${startLine}` : `${path}:${startLine}-${endLine}`;
}

/** Cut to `max` characters with an ellipsis. */
export function shortened(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).trimEnd()}…`;
}
