import { normaliseSpace } from './quoteIndex.ts';

/** A quote in one reading. `note` says how it differs from what the agent wrote; empty for the quote as it is. */
export interface QuoteForm {
  readonly text: string;
  readonly note: string;
}

/**
 * The readings of a quote, most literal first. Tools show files with line numbers, diffs with plus signs, and models wrap code in
 * backticks; each form takes off exactly such a frame, on every line or not at all. What remains still has to match.
 */
export function quoteForms(quote: string): QuoteForm[] {
  const forms: QuoteForm[] = [{ text: normaliseSpace(quote), note: '' }];
  const add = (unframed: string | null, note: string): void => {
    if (unframed !== null) forms.push({ text: normaliseSpace(unframed), note });
  };
  add(withoutTicks(quote), 'The quote was wrapped in backticks.');
  add(withoutPlus(quote), 'Quoted in diff form.');
  add(withoutNumbers(quote), 'Quoted with line numbers.');
  return forms.filter((form) => form.text !== '');
}

function withoutTicks(quote: string): string | null {
  const match = /^\s*(`+)(?:[a-z]*\n)?([^`][\s\S]*?)\1\s*$/.exec(quote);
  return match?.[2] ?? null;
}

function withoutPlus(quote: string): string | null {
  const lines = quote.split('\n');
  const added = lines.some((line) => line.startsWith('+'));
  const framed = lines.every((line) => line.trim() === '' || line.startsWith('+') || line.startsWith(' '));
  return added && framed ? lines.map((line) => line.slice(1)).join('\n') : null;
}

function withoutNumbers(quote: string): string | null {
  const lines = quote.split('\n').filter((line) => line.trim() !== '');
  let previous: number | null = null;
  const bare: string[] = [];
  for (const line of lines) {
    const match = /^\s{0,8}L?(\d{1,7})(?:\t|: ?| ?\| ?|→)(.*)$/.exec(line);
    const number = Number(match?.[1] ?? Number.NaN);
    if (match === null || (previous !== null && number !== previous + 1)) return null;
    previous = number;
    bare.push(match[2] ?? '');
  }
  return bare.length === 0 ? null : bare.join('\n');
}
