/** The text of an answer without the model's reasoning. */
export interface ThoughtFree {
  readonly text: string;
  /** What follows an opening tag that was never closed; null when every tag is closed. */
  readonly unclosed: string | null;
}

const opener = /(?:^|\n)[ \t]*<(think|thinking|reasoning)>/gi;
// A closing tag inside a JSON string is followed by more of that string; a real one by a line end or by the answer.
const closer = /<\/(?:think|thinking|reasoning)>(?=[ \t]*(?:\r?\n|$|```|~~~|\{))/gi;

/**
 * Takes reasoning blocks out of an answer. An opening tag counts only at the start of a line, so that a quote which mentions
 * the tag stays whole. A closing tag without an opening one ends reasoning that began with the text (chat templates eat
 * the opening tag). Linear in the length of the text.
 */
export function withoutThoughts(text: string): ThoughtFree {
  const openings = positions(text, opener);
  const closings = positions(text, closer);
  const kept: string[] = [];
  let at = 0;
  let next = 0;
  for (const opening of openings) {
    if (opening.start < at) continue;
    while ((closings[next]?.start ?? Infinity) < opening.start) {
      kept.length = 0;
      at = closings[next]?.end ?? at;
      next++;
    }
    kept.push(text.slice(at, opening.start), '\n');
    const end = closings[next];
    if (end === undefined) return { text: kept.join(''), unclosed: text.slice(opening.end) };
    next++;
    at = end.end;
  }
  const lastStray = closings.at(-1);
  if (lastStray !== undefined && lastStray.start >= at) {
    kept.length = 0;
    at = lastStray.end;
  }
  kept.push(text.slice(at));
  return { text: kept.join(''), unclosed: null };
}

function positions(text: string, pattern: RegExp): { start: number; end: number }[] {
  return [...text.matchAll(pattern)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
}
