import { normaliseSpace } from './quoteIndex.ts';

/** A quote in one reading. `note` says how it differs from what the agent wrote; empty for the quote as it is. */
export interface QuoteForm {
  readonly text: string;
  readonly note: string;
  /**
   * What was taken off could also be an operator (`+ x`, `> x`, `8 | x`): then the rest counts only from the start of a line, or,
   * with a number, on the line of that number.
   */
  readonly frame?: { readonly line: number | null };
}

/**
 * The readings of a quote, most literal first. Tools show files with line numbers, diffs with plus signs, and models wrap code in
 * backticks; each form takes off exactly such a frame, on every line or not at all. What remains still has to match.
 */
export function quoteForms(quote: string): QuoteForm[] {
  const forms: QuoteForm[] = [{ text: normaliseSpace(quote), note: '' }];
  const add = (unframed: string | null, note: string, frame?: QuoteForm['frame']): void => {
    if (unframed === null) return;
    forms.push({ text: normaliseSpace(unframed), note, ...(frame === undefined ? {} : { frame }) });
  };
  const numbered = withoutNumbers(quote);
  add(withoutTicks(quote), 'The quote was wrapped in backticks.');
  add(withoutMarks(quote), 'The quote was wrapped in quotation marks.');
  add(withoutPlus(quote), 'Quoted in diff form.', { line: null });
  if (numbered !== null) add(numbered.text, 'Quoted with line numbers.', { line: numbered.first });
  add(withoutBars(quote), 'Quoted as a block quote.', { line: null });
  add(unescaped(quote), 'The quote was escaped twice.');
  return forms.filter((form) => form.text !== '');
}

function withoutTicks(quote: string): string | null {
  const match = /^\s*(`+)(?:[a-z]*\n)?([^`][\s\S]*?)\1\s*$/.exec(quote);
  return match?.[2] ?? null;
}

function withoutMarks(quote: string): string | null {
  const match = /^\s*(["'])([^"'][\s\S]*)\1\s*$/.exec(quote);
  return match?.[2] ?? null;
}

function withoutBars(quote: string): string | null {
  const lines = quote.split('\n').filter((line) => line.trim() !== '');
  return lines.length > 0 && lines.every((line) => /^\s*>(?: |$)/.test(line))
    ? lines.map((line) => line.replace(/^\s*> ?/, '')).join('\n')
    : null;
}

/** Line ends, tabs and quotes that were escaped once more than JSON asks for. */
function unescaped(quote: string): string | null {
  if (!/\\[nrt"]/.test(quote)) return null;
  return quote
    .replace(/\\(?:r\\n|[nr])/g, '\n')
    .replaceAll('\\t', '\t')
    .replaceAll('\\"', '"');
}

function withoutPlus(quote: string): string | null {
  const lines = quote.split('\n');
  const added = lines.some((line) => line.startsWith('+'));
  const framed = lines.every((line) => line.trim() === '' || line.startsWith('+') || line.startsWith(' '));
  return added && framed ? lines.map((line) => line.slice(1)).join('\n') : null;
}

function withoutNumbers(quote: string): { readonly text: string; readonly first: number } | null {
  const lines = quote.split('\n').filter((line) => line.trim() !== '');
  let previous: number | null = null;
  let first = 0;
  const bare: string[] = [];
  for (const line of lines) {
    // As viewers print it (`12: x`, `12 | x`), or search tools (`src/a.ts:12:x`).
    const match = /^\s{0,8}(?:[\w./-]{1,300}:(?=\d+[:-]))?L?(\d{1,7})(?:\t|: ?| ?[|│] ?|→|-(?=\s))(.*)$/.exec(line);
    const number = Number(match?.[1] ?? Number.NaN);
    if (match === null || (previous !== null && number !== previous + 1)) return null;
    if (previous === null) first = number;
    previous = number;
    bare.push(match[2] ?? '');
  }
  return bare.length === 0 ? null : { text: bare.join('\n'), first };
}
