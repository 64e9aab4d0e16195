/** A stretch of an answer that may be its machine-readable block. Offsets are into the text searched. */
export interface Block {
  readonly start: number;
  readonly end: number;
  /** Where the JSON value starts: its first `{` or `[`; -1 when there is none. */
  readonly value: number;
  readonly fenced: boolean;
  readonly language: string;
}

const fenceLine = /(?:^|\n)[ \t]{0,12}(`{3,}|~{3,})[ \t]*([\w+-]*)/g;
const maxOpenStarts = 8;

interface Fence {
  readonly index: number;
  readonly after: number;
  readonly mark: string;
  readonly language: string;
}

/**
 * All fenced blocks, in order. An unclosed fence runs to its mark at the end of a content line, to the next json fence, or to
 * the end of the text.
 */
export function fencedBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Fence | null = null;
  const close = (end: number): void => {
    if (open === null) return;
    const { after, language } = open;
    blocks.push({ start: after, end, value: firstBracket(text, after, end), fenced: true, language });
    open = null;
  };
  for (const match of text.matchAll(fenceLine)) {
    const after = match.index + match[0].length;
    const fence: Fence = { index: match.index, after, mark: match[1] ?? '', language: (match[2] ?? '').toLowerCase() };
    if (open !== null && closes(text, open, fence)) close(fence.index);
    else if (open === null || fence.language.startsWith('json')) {
      close(fence.index);
      open = fence;
    }
  }
  // Through a call: the assignments inside `close` are invisible to the control flow analysis.
  const last = ((): Fence | null => open)();
  if (last !== null) close(inlineClose(text, last));
  return blocks;
}

function closes(text: string, open: Fence, fence: Fence): boolean {
  if (fence.language !== '' || !fence.mark.startsWith(open.mark)) return false;
  const newline = text.indexOf('\n', fence.after);
  return /^\s*$/.test(text.slice(fence.after, newline < 0 ? undefined : Math.min(newline, fence.after + 200)));
}

/** A fence that closes on the line where its content ends, or never. */
function inlineClose(text: string, open: Fence): number {
  const found = text.lastIndexOf(open.mark);
  return found >= open.after ? found : text.length;
}

function firstBracket(text: string, start: number, end: number): number {
  const head = text.slice(start, Math.min(end, start + 4_000));
  const first = head.search(/\S/);
  if (head[first] === '[') return start + first;
  const brace = head.indexOf('{');
  return brace < 0 ? -1 : start + brace;
}

/** Objects outside any fence: balanced braces, and openings at the start of a line that never close. */
export function bareBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let openStarts = 0;
  for (let start = text.indexOf('{'); start >= 0;) {
    const end = balancedEnd(text, start);
    if (end >= 0) {
      blocks.push({ start, end, value: start, fenced: false, language: '' });
      start = text.indexOf('{', end);
      continue;
    }
    if (++openStarts > maxOpenStarts) break;
    blocks.push({ start, end: text.length, value: start, fenced: false, language: '' });
    const nextLine = /\n[ \t]*\{/g;
    nextLine.lastIndex = start + 1;
    const found = nextLine.exec(text);
    start = found === null ? -1 : found.index + found[0].length - 1;
  }
  return blocks;
}

/** Index after the brace that closes the one at `start`, or -1. Braces inside double-quoted strings do not count. */
function balancedEnd(text: string, start: number): number {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 92) at++;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 123) depth++;
    else if (code === 125 && --depth === 0) return at + 1;
  }
  return -1;
}
