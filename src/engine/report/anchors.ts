import type { Block } from './blocks.ts';
import { codeSpans } from './markdownText.ts';

/** Where in a text format a heading can be reached: fragments as GitHub and editors make them from headings. */
export interface Anchors {
  /** By id of a finding or record that has a heading of its own. */
  readonly ofId: ReadonlyMap<string, string>;
  /** By position of the block, for headings that are blocks. */
  readonly ofBlock: ReadonlyMap<number, string>;
}

/** The fragments of all headings of a report, in reading order; a repeated one gets a number. */
export function anchorsOf(blocks: readonly Block[]): Anchors {
  const used = new Map<string, number>();
  const ofId = new Map<string, string>();
  const ofBlock = new Map<number, string>();
  const take = (text: string): string => {
    const base = fragmentOf(text);
    const count = used.get(base) ?? 0;
    used.set(base, count + 1);
    const fragment = count === 0 ? base : `${base}-${count}`;
    const id = idOfHeading(text);
    if (id !== null && !ofId.has(id)) ofId.set(id, fragment);
    return fragment;
  };
  blocks.forEach((block, i) => {
    if (block.kind === 'heading') ofBlock.set(i, take(block.text));
    if (block.kind === 'markdown') for (const heading of headingsIn(block.markdown)) take(heading);
  });
  return { ofId, ofBlock };
}

/** The id that a heading such as `D-1 Title` starts with. */
export function idOfHeading(text: string): string | null {
  return /^([A-Z]{1,5}-\d{1,4})(?![\w-])/.exec(text.trim())?.[1] ?? null;
}

/** Lower case, without punctuation, spaces as hyphens. */
export function fragmentOf(text: string): string {
  return text
    .replace(/&(?:#\d+|[a-z]+);/gi, '')
    .toLowerCase()
    .trim()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

function headingsIn(markdown: string): string[] {
  return outsideFences(markdown).flatMap(({ line, code }) => {
    const match = code ? null : /^#{1,6}\s+(.*)$/.exec(line);
    return match === null ? [] : [match[1] ?? ''];
  });
}

/** The lines of a Markdown text, each with whether it belongs to a code block. */
function outsideFences(markdown: string): { readonly line: string; readonly code: boolean }[] {
  let fence: string | null = null;
  return markdown.split('\n').map((line) => {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === null) {
      if (mark !== undefined) fence = mark;
      return { line, code: mark !== undefined };
    }
    if (mark !== undefined && mark.startsWith(fence) && line.trim() === mark) fence = null;
    return { line, code: true };
  });
}

/** `[E-001]`: an id in brackets, escaped or not, that is not a link already. */
export function bracketedId(): RegExp {
  return /\\?\[([A-Z]{1,5}-\d{1,4})\\?\](?![([:])/g;
}

/** Ids in brackets become links to their headings; code stays as it is. */
export function linkIds(markdown: string, { ofId }: Anchors): string {
  const link = (text: string): string =>
    text.replace(bracketedId(), (all, id: string) => {
      const fragment = ofId.get(id);
      return fragment === undefined ? all : `[${id}](#${fragment})`;
    });
  return outsideFences(markdown)
    .map(({ line, code }) =>
      code
        ? line
        : codeSpans(line)
            .map((part) => (part.code ? `\`${part.text}\`` : link(part.text)))
            .join(''),
    )
    .join('\n');
}
