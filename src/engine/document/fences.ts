/** A fenced block in Markdown. `start` and `end` are line indexes of its first and last line, fence lines included. */
export interface Fence {
  readonly start: number;
  readonly end: number;
  readonly mark: string;
  /** In lower case; empty when there is none. */
  readonly language: string;
  readonly closed: boolean;
}

const opener = /^[ \t]{0,12}(`{3,}|~{3,})[ \t]*([\w+-]*)[^`]*$/;

/** Mark and language when a line opens a fence; null otherwise. */
export function openedFence(line: string): { readonly mark: string; readonly language: string } | null {
  const match = opener.exec(line.slice(0, 400));
  return match === null ? null : { mark: match[1] ?? '', language: (match[2] ?? '').toLowerCase() };
}

/** Does a line close a fence that was opened with `mark`? */
export function closesFence(line: string, mark: string): boolean {
  const text = line.trim();
  return text.length >= mark.length && text.startsWith(mark) && text === mark.charAt(0).repeat(text.length);
}

/** All fences of a text, in order. One that is never closed runs to the end. Linear. */
export function fencesOf(lines: readonly string[]): Fence[] {
  const fences: Fence[] = [];
  let open: Omit<Fence, 'end' | 'closed'> | null = null;
  for (const [i, line] of lines.entries()) {
    if (open === null) {
      const found = openedFence(line);
      if (found !== null) open = { start: i, ...found };
    } else if (closesFence(line, open.mark)) {
      fences.push({ ...open, end: i, closed: true });
      open = null;
    }
  }
  if (open !== null) fences.push({ ...open, end: lines.length - 1, closed: false });
  return fences;
}
