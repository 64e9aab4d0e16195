import type { RawCitation } from './answer.ts';
import { type QuoteForm, quoteForms } from './quoteForms.ts';
import type { Occurrence, QuoteIndex } from './quoteIndex.ts';

/** Characters besides white space that a quote needs before it may count at another place than the one stated. */
const minQuote = 8;
/** Of several places, one this close to the stated line is taken as meant. */
const nearLines = 200;
/** A stated range may be this much longer than the quote; a longer one is narrowed to the quote. */
const maxSlack = 30;
/** Lines of a stated range that are looked at first; what lies beyond is found like a wrong line. */
const maxWindow = 500;
/** A quote this long may end inside a word: signal hits and long lines are cut. */
const cutLength = 200;

export type Match =
  | {
      readonly status: 'verified' | 'reanchored';
      readonly startLine: number;
      readonly endLine: number;
      readonly notes: readonly string[];
    }
  | { readonly status: 'unverified'; readonly note: string };

/**
 * Where the quote of a citation stands in a file: at the stated lines, at exactly one other place (or clearly the nearest), or nowhere
 * that could be told. Tries the quote as it is, then without the frames that tools and models put around it.
 */
export function matchQuote(raw: RawCitation, index: QuoteIndex): Match {
  const forms = quoteForms(raw.quote);
  if (forms.length === 0) return { status: 'unverified', note: 'The citation has no quote.' };
  let failed: Match | null = null;
  for (const form of forms) {
    const match = matchForm(raw, form, index);
    if (match === null) continue;
    if (match.status !== 'unverified')
      return form.note === '' ? match : { ...match, notes: [form.note, ...match.notes] };
    failed ??= match;
  }
  if (failed !== null) return failed;
  const lines = index.lineCount;
  if (raw.startLine !== null && raw.startLine > lines) {
    return { status: 'unverified', note: `The file has ${lines} lines, and the quote is nowhere in it.` };
  }
  return { status: 'unverified', note: 'The quote is nowhere in this file.' };
}

/** Null when the text is nowhere in the file. */
function matchForm(raw: RawCitation, form: QuoteForm, index: QuoteIndex): Match | null {
  const quote = form.text;
  const openEnd = raw.quoteCut || quote.length >= cutLength;
  const stated = atStatedLines(raw, form, index, openEnd);
  if (stated !== null) return stated;
  if (!solid(quote)) {
    return {
      status: 'unverified',
      note: 'The quote is not at the stated lines and is too short to be looked for elsewhere.',
    };
  }
  const places = index.everywhere(quote, openEnd).filter((at) => fits(form, at));
  if (places.length === 0) return null;
  const place = meant(places, raw.startLine);
  if (place === null) return { status: 'unverified', note: `The quote is ambiguous: it stands at ${listed(places)}.` };
  const dead = deadCode(place, quote, index);
  if (dead !== null) return dead;
  const said =
    raw.startLine === null ? 'no line was given' : `the answer said ${rangeText(raw.startLine, raw.endLine)}`;
  return reanchored(place, index, `Found at ${rangeText(place.startLine, place.endLine)}; ${said}.`);
}

function fits({ frame }: QuoteForm, place: Occurrence): boolean {
  return frame === undefined || place.before === '' || place.startLine === frame.line;
}

function atStatedLines(raw: RawCitation, form: QuoteForm, index: QuoteIndex, openEnd: boolean): Match | null {
  const start = raw.startLine;
  const end = raw.endLine ?? start;
  if (start === null || end === null || end < start || start > index.lineCount) return null;
  const quote = form.text;
  const place = index.within(quote, start, Math.min(end, start + maxWindow), openEnd, (at) => fits(form, at));
  if (place === null) return null;
  // A fragment such as `}` or `x` stands on many lines: it proves nothing. A short line in full does.
  if (!solid(quote) && !(place.wholeLines && /[\p{L}\p{N}]/u.test(quote))) {
    return { status: 'unverified', note: 'The quote is too short to prove anything; quote the whole line.' };
  }
  const dead = deadCode(place, quote, index);
  if (dead !== null) return dead;
  if (place.endLine > end) {
    if (raw.endLine === null) return { status: 'verified', ...lines(place), notes: commentNote(place, index) };
    return reanchored(place, index, `The quote ends at line ${place.endLine}, not ${end}.`);
  }
  if (end > index.lineCount) return reanchored(place, index, `The file has only ${index.lineCount} lines.`);
  const slack = end - start - (place.endLine - place.startLine);
  if (slack > maxSlack) return reanchored(place, index, `Narrowed from ${rangeText(start, end)} to the lines quoted.`);
  return { status: 'verified', startLine: start, endLine: end, notes: commentNote(place, index) };
}

function reanchored(place: Occurrence, index: QuoteIndex, note: string): Match {
  return { status: 'reanchored', ...lines(place), notes: [note, ...commentNote(place, index)] };
}

function lines(place: Occurrence): { startLine: number; endLine: number } {
  return { startLine: place.startLine, endLine: place.endLine };
}

/** What stands directly before text that is inside a comment of its line. */
const commentOpens = /^(?:\/\/+|#+|--|\/?\*+|<!--|;+)|\s(?:\/\/+|#+)$/;
/** A statement, a call or an assignment rather than prose. */
const codeLike = /[;{}]$|^[\w.$]+\([^()]*\)$|^[\w.$[\]]+ = \S/;

function isComment(place: Occurrence, index: QuoteIndex): boolean {
  return index.insideComment(place.startLine) || commentOpens.test(place.before);
}

/** Commented-out code quoted without its comment marker passes for live code; prose of a comment is only marked. */
function deadCode(place: Occurrence, quote: string, index: QuoteIndex): Match | null {
  if (!isComment(place, index) || /^(?:\/\/|#|--|\/?\*|<!--|;)/.test(quote) || !codeLike.test(quote)) return null;
  const note = `At ${rangeText(place.startLine, place.endLine)} this is commented out; quote it with its comment marker.`;
  return { status: 'unverified', note };
}

function commentNote(place: Occurrence, index: QuoteIndex): string[] {
  return isComment(place, index) ? ['The quoted text is inside a comment.'] : [];
}

/** The only place, or the nearest within reach of the stated line when no other is as near. */
function meant(places: readonly Occurrence[], stated: number | null): Occurrence | null {
  if (places.length === 1) return places[0] ?? null;
  if (stated === null) return null;
  const byDistance = [...places].sort((a, b) => Math.abs(a.startLine - stated) - Math.abs(b.startLine - stated));
  const [nearest, second] = byDistance;
  if (nearest === undefined) return null;
  const distance = Math.abs(nearest.startLine - stated);
  const tie = second !== undefined && Math.abs(second.startLine - stated) === distance;
  return distance <= nearLines && !tie ? nearest : null;
}

/** Long enough, and more than punctuation, to be told from any other line. */
export function solid(quote: string): boolean {
  return quote.replaceAll(' ', '').length >= minQuote && (quote.match(/[\p{L}\p{N}_]/gu)?.length ?? 0) >= 4;
}

function listed(places: readonly Occurrence[]): string {
  const shown = places.slice(0, 5).map((place) => place.startLine);
  return `lines ${shown.join(', ')}${places.length > shown.length ? ' and others' : ''}`;
}

function rangeText(start: number, end: number | null): string {
  return end === null || end === start ? `line ${start}` : `lines ${start}-${end}`;
}
