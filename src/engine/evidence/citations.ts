import type { Citation } from '../../protocol/finding.ts';
import type { ScopeFacts } from '../../protocol/plan.ts';
import type { SourceReader } from '../ports/SourceReader.ts';
import type { RawCitation } from './answer.ts';
import { checkPath, likelyPath } from './citationPath.ts';
import { normaliseSpace, QuoteIndex } from './quoteIndex.ts';
import { matchQuote, solid } from './quoteMatch.ts';

/** What citations are compared with, besides the files. */
export interface CitationScope {
  readonly kind: ScopeFacts['kind'];
  readonly files: readonly { readonly path: string; readonly sha256: string; readonly change?: string | undefined }[];
  /** Texts that a `provided` citation may quote: the brief, the branch context. */
  readonly provided: readonly string[];
  /** Unified diff of the scope; lines that it removes are in no file any more. */
  readonly diff?: string;
}

/** Checks citations against files. Keeps each file prepared, so one instance serves one answer, not a whole run. */
export interface CitationChecker {
  check(raw: RawCitation): Promise<Citation>;
  /** What a challenge should say about a citation that is not verified: what is at that place instead. */
  hint(raw: RawCitation): Promise<string>;
}

type Prepared =
  | { readonly ok: true; readonly index: QuoteIndex; readonly sha256: string }
  | { readonly ok: false; readonly reason: string };

/** The scope of a plan as the checker takes it. `handed` are further texts that the agent was given. */
export function citationScope(scope: ScopeFacts, brief: string, handed: readonly string[] = []): CitationScope {
  return { kind: scope.kind, files: scope.files, provided: [brief, scope.branchContext, ...handed], diff: scope.diff };
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
    if (match.status === 'unverified') {
      const gone = removedBy(scope.diff ?? '', raw.quote) ? ' The change removes it: quote what is there now.' : '';
      return unverified({ ...raw, path: checked.path }, `${match.note}${gone}`);
    }
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
  const base = {
    trust: 'web',
    quote: raw.quote,
    ...(raw.retrieved === undefined ? {} : { retrieved: raw.retrieved }),
  } as const;
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

/** Does the diff take out a line that the quote begins with? */
function removedBy(diff: string, quote: string): boolean {
  const first = normaliseSpace(quote.split('\n').find((line) => line.trim() !== '') ?? '');
  if (diff === '' || !solid(first)) return false;
  return diff.split('\n').some((line) => line.startsWith('-') && normaliseSpace(line.slice(1)).includes(first));
}

function lineHint(raw: RawCitation, index: QuoteIndex): string {
  if (raw.startLine === null) return 'Give the line.';
  const line = index.line(raw.startLine);
  if (line === undefined) return `The file has ${index.lineCount} lines.`;
  return line.trim() === ''
    ? `Line ${raw.startLine} is empty.`
    : `Line ${raw.startLine} is: ${line.trim().slice(0, 160)}`;
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
