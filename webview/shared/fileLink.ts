/** `src/a.ts`, `src/a.ts:12`, `src/a.ts:12-20`, `a.ts#L12`; a bare word with a dot needs the line number. */
const pathPattern =
  /^((?:[\w.@()[\]+-]+\/)*[\w.@()[\]+-]+\.[A-Za-z]\w{0,9})(?:(?::|#L)(\d{1,7})(?:(?:-|:|–)L?(\d{1,7}))?)?$/;

export interface FileLink {
  readonly path: string;
  /** 1-based; null when the text names only a file. */
  readonly line: number | null;
  readonly endLine: number | null;
}

/** The workspace file that a piece of inline code or a link target names, or null. Whether it exists is for the host. */
export function parseFileLink(text: string): FileLink | null {
  if (text.length > 300 || text.includes('..')) return null;
  const match = pathPattern.exec(text.replace(/^\.\//, ''));
  const path = match?.[1];
  if (match === null || path === undefined) return null;
  const line = match[2] === undefined ? null : Number(match[2]);
  if (line === null && !path.includes('/')) return null;
  return { path, line, endLine: match[3] === undefined ? null : Number(match[3]) };
}
