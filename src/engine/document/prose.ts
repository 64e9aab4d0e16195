import { fencesOf } from './fences.ts';

const codeSpan = /(`{1,2})[^`\n]+\1/g;

/** Applies `change` to everything that is neither in a fence nor in a code span. */
export function mapProse(markdown: string, change: (text: string) => string): string {
  return mapOutsideFences(markdown, (text) => mapOutside(text, codeSpan, change));
}

/** Applies `change` to the stretches between fences; each is one or more whole lines. */
export function mapOutsideFences(markdown: string, change: (text: string) => string): string {
  const lines = markdown.split('\n');
  const parts: string[] = [];
  let from = 0;
  for (const fence of fencesOf(lines)) {
    if (fence.start > from) parts.push(change(lines.slice(from, fence.start).join('\n')));
    parts.push(lines.slice(fence.start, fence.end + 1).join('\n'));
    from = fence.end + 1;
  }
  if (from < lines.length) parts.push(change(lines.slice(from).join('\n')));
  return parts.join('\n');
}

function mapOutside(text: string, kept: RegExp, change: (text: string) => string): string {
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(kept)) {
    parts.push(change(text.slice(from, match.index)), match[0]);
    from = match.index + match[0].length;
  }
  parts.push(change(text.slice(from)));
  return parts.join('');
}

/** The text without its fences. */
export function withoutFences(markdown: string): string {
  const kept: string[] = [];
  mapOutsideFences(markdown, (text) => {
    kept.push(text);
    return text;
  });
  return kept.join('\n');
}

/** The text without fences and code spans: the words that people read. */
export function plainProse(markdown: string): string {
  return withoutFences(markdown).replace(codeSpan, ' ');
}

/** White space as single spaces, trimmed. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** For comparing titles and texts: letters and digits in lower case, single spaces. */
export function textKey(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
