import type { Citation } from '../../protocol/finding.ts';
import type { ScopeFacts } from '../../protocol/plan.ts';
import type { SourceReader } from '../ports/SourceReader.ts';
import type { RawCitation } from './answer.ts';
import { checkPath, likelyPath } from './citationPath.ts';
import { quoteForms } from './quoteForms.ts';
import { type Occurrence, normaliseSpace, QuoteIndex } from './quoteIndex.ts';

/** What citations are compared with, besides the files. */
export interface CitationScope {
  readonly kind: ScopeFacts['kind'];
  readonly files: readonly { readonly path: string; readonly sha256: string; readonly change?: string | undefined }[];
  /** Texts that a `provided` citation may quote: the brief, the branch context. */
  readonly provided: readonly string[];
}

/** Checks citations against files. Keeps each file prepared, so one instance serves one answer, not a whole run. */
export interface CitationChecker {
  check(raw: RawCitation): Promise<Citation>;
  /** What a challenge should say about a citation that is not verified: what is at that place instead. */
  hint(raw: RawCitation): Promise<string>;
}

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

type Prepared =
  | { readonly ok: true; readonly index: QuoteIndex; readonly sha256: string }
  | { readonly ok: false; readonly reason: string };

type Match =
  | {
      readonly status: 'verified' | 'reanchored';
      readonly startLine: number;
      readonly endLine: number;
      readonly notes: readonly string[];
    }
  | { readonly status: 'unverified'; readonly note: string };

/** The scope of a plan as the checker takes it. `handed` are further texts that the agent was given. */
export function citationScope(scope: ScopeFacts, brief: string, handed: readonly string[] = []): CitationScope {
  return { kind: scope.kind, files: scope.files, provided: [brief, scope.branchContext, ...handed] };
}

/** One citation, compared. For many use `citationChecker`: it reads each file once. */
export function checkCitation(raw: RawCitation, reader: SourceReader, scope: CitationScope): Promise<Citation> {
  return citationChecker(reader, scope).check(raw);
}

/**
 * The checker for one answer. Statuses: `verified` = the quote is at the stated lines; `reanchored` = it is in that file at
 * exactly one other place (lines corrected); `unverified` = everything else, with the reason as note; `unchecked` = web.
 */
export function citationChecker(reader: SourceReader, scope: CitationScope): CitationChecker {
  const prepared = new Map<string, Promise<Prepared>>();
  const scopeFiles = new Map(scope.files.map((file) => [file.path, file]));
  const limited = scope.kind !== 'workspace';
  const provided = scope.provided.map(normaliseSpace).filter((text) => text !== '');

  const prepare = (path: string): Promise<Prepared> => {
    const known = prepared.get(path);
    if (known !== undefined) return known;
    const fresh = reader.read(path).then((file): Prepared => {
      if (!file.ok) return { ok: false, reason: file.reason };
      return { ok: true, index: new QuoteIndex(file.lines), sha256: file.sha256 };
    });
    prepared.set(path, fresh);
    return fresh;
  };

  const codebase = async (raw: RawCitation): Promise<Citation> => {
    const checked = checkPath(raw.path);
    if (!checked.ok) return unverified(raw, checked.note);
    const file = await prepare(checked.path);
    const inScope = scopeFiles.get(checked.path);
    if (!file.ok) return unverified(raw, unreadable(file.reason, inScope?.change));
    const match = matchQuote(raw, file.index);
    if (match.status === 'unverified') return unverified({ ...raw, path: checked.path }, match.note);
    const notes = [...match.notes];
    if (limited && inScope === undefined) notes.push('Outside the scope of this run.');
    if (inScope !== undefined && inScope.sha256 !== '' && inScope.sha256 !== file.sha256) {
      notes.push('The file changed since the run started.');
    }
    return {
      trust: 'codebase',
      path: checked.path,
      startLine: match.startLine,
      endLine: match.endLine,
      quote: raw.quote,
      status: match.status,
      ...noteOf(notes),
    };
  };

  return {
    async check(raw) {
      switch (raw.trust) {
        case 'codebase':
          return codebase(raw);
        case 'web':
          return checkWeb(raw);
        case 'provided':
          return checkProvided(raw, provided);
      }
    },
    async hint(raw) {
      const checked = checkPath(raw.path);
      const file = checked.ok ? await prepare(checked.path) : null;
      if (file?.ok === true) return lineHint(raw, file.index);
      const likely = likelyPath(raw.path, [...scopeFiles.keys()]);
      return likely === null ? '' : `A file of the scope is named ${likely}.`;
    },
  };
}

function checkWeb(raw: RawCitation): Citation {
  const base = { trust: 'web', quote: raw.quote } as const;
  if (!/^https?:\/\/[^\s/]+/i.test(raw.url)) {
    return {
      ...base,
      ...(raw.url === '' ? {} : { url: raw.url }),
      status: 'unverified',
      note: 'A web source needs its http(s) address.',
    };
  }
  return { ...base, url: raw.url, status: 'unchecked', note: 'Web source, not opened by the engine.' };
}

function checkProvided(raw: RawCitation, texts: readonly string[]): Citation {
  const quote = normaliseSpace(raw.quote);
  const hit = texts.some((text) => text === quote || (solid(quote) && text.includes(quote)));
  const base = { trust: 'provided', quote: raw.quote } as const;
  if (hit)
    return {
      ...base,
      status: 'verified',
      note: 'Quoted from a text handed to the agent: a statement, not a fact about the code.',
    };
  return { ...base, status: 'unverified', note: 'The quote is not in the brief or in any text handed to the agent.' };
}

function matchQuote(raw: RawCitation, index: QuoteIndex): Match {
  const forms = quoteForms(raw.quote);
  if (forms.length === 0) return { status: 'unverified', note: 'The citation has no quote.' };
  for (const form of forms) {
    const match = matchForm(raw, form.text, index);
    if (match === null) continue;
    if (match.status === 'unverified' || form.note === '') return match;
    return { ...match, notes: [form.note, ...match.notes] };
  }
  const lines = index.lineCount;
  if (raw.startLine !== null && raw.startLine > lines) {
    return { status: 'unverified', note: `The file has ${lines} lines, and the quote is nowhere in it.` };
  }
  return { status: 'unverified', note: 'The quote is nowhere in this file.' };
}

/** Null when the text is nowhere in the file. */
function matchForm(raw: RawCitation, quote: string, index: QuoteIndex): Match | null {
  const openEnd = raw.quoteCut || quote.length >= cutLength;
  const stated = atStatedLines(raw, quote, index, openEnd);
  if (stated !== null) return stated;
  if (!solid(quote)) {
    return {
      status: 'unverified',
      note: 'The quote is not at the stated lines and is too short to be looked for elsewhere.',
    };
  }
  const places = index.everywhere(quote, openEnd);
  if (places.length === 0) return null;
  const place = meant(places, raw.startLine);
  if (place === null) return { status: 'unverified', note: `The quote is ambiguous: it stands at ${listed(places)}.` };
  const said =
    raw.startLine === null ? 'no line was given' : `the answer said ${rangeText(raw.startLine, raw.endLine)}`;
  return reanchored(place, `Found at ${rangeText(place.startLine, place.endLine)}; ${said}.`);
}

function atStatedLines(raw: RawCitation, quote: string, index: QuoteIndex, openEnd: boolean): Match | null {
  const start = raw.startLine;
  const end = raw.endLine ?? start;
  if (start === null || end === null || end < start || start > index.lineCount) return null;
  const place = index.within(quote, start, Math.min(end, start + maxWindow), openEnd);
  if (place === null) return null;
  // A fragment such as `}` or `x` stands on many lines: it proves nothing. A short line in full does.
  if (!solid(quote) && !(place.wholeLines && /[\p{L}\p{N}]/u.test(quote))) {
    return { status: 'unverified', note: 'The quote is too short to prove anything; quote the whole line.' };
  }
  if (place.endLine > end) {
    if (raw.endLine === null) return { status: 'verified', ...lines(place), notes: commentNote(place) };
    return reanchored(place, `The quote ends at line ${place.endLine}, not ${end}.`);
  }
  if (end > index.lineCount) return reanchored(place, `The file has only ${index.lineCount} lines.`);
  const slack = end - start - (place.endLine - place.startLine);
  if (slack > maxSlack) return reanchored(place, `Narrowed from ${rangeText(start, end)} to the lines quoted.`);
  return { status: 'verified', startLine: start, endLine: end, notes: commentNote(place) };
}

function reanchored(place: Occurrence, note: string): Match {
  return { status: 'reanchored', ...lines(place), notes: [note, ...commentNote(place)] };
}

function lines(place: Occurrence): { startLine: number; endLine: number } {
  return { startLine: place.startLine, endLine: place.endLine };
}

/** Commented-out code quoted without its comment marker reads like live code. */
function commentNote(place: Occurrence): string[] {
  return /^(?:\/\/+|#+|--|\/?\*+|<!--|;+)/.test(place.before) ? ['The quoted text is inside a comment.'] : [];
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
function solid(quote: string): boolean {
  return quote.replaceAll(' ', '').length >= minQuote && (quote.match(/[\p{L}\p{N}_]/gu)?.length ?? 0) >= 4;
}

function lineHint(raw: RawCitation, index: QuoteIndex): string {
  if (raw.startLine === null) return 'Give the line.';
  const line = index.line(raw.startLine);
  if (line === undefined) return `The file has ${index.lineCount} lines.`;
  return line.trim() === ''
    ? `Line ${raw.startLine} is empty.`
    : `Line ${raw.startLine} is: ${line.trim().slice(0, 160)}`;
}

function listed(places: readonly Occurrence[]): string {
  const shown = places.slice(0, 5).map((place) => place.startLine);
  return `lines ${shown.join(', ')}${places.length > shown.length ? ' and others' : ''}`;
}

function rangeText(start: number, end: number | null): string {
  return end === null || end === start ? `line ${start}` : `lines ${start}-${end}`;
}

function unreadable(reason: string, change: string | undefined): string {
  return change === 'deleted'
    ? 'The change deletes this file.'
    : `The file could not be read: ${reason}`.replace(/[^.]$/, '$&.');
}

function unverified(raw: RawCitation, note: string): Citation {
  const end = raw.endLine ?? raw.startLine;
  return {
    trust: raw.trust,
    ...(raw.path === '' ? {} : { path: raw.path }),
    ...(raw.startLine === null ? {} : { startLine: raw.startLine }),
    ...(end === null ? {} : { endLine: end }),
    quote: raw.quote,
    status: 'unverified',
    note,
  };
}

function noteOf(notes: readonly string[]): { note: string } | Record<string, never> {
  return notes.length === 0 ? {} : { note: notes.join(' ') };
}
