import type { Trust, Violation } from '../../protocol/finding.ts';
import { type RawCitation, violation } from './answer.ts';
import { type Fields, fieldsOf, pick, toLabel, toLines, toList, toText } from './fields.ts';
import { answerLimits as limits } from './limits.ts';

/** The evidence list of a finding or verdict. A missing list, a text in its place or too many items are violations. */
export function parseEvidence(value: unknown, at: string, violations: Violation[], required = true): RawCitation[] {
  const single = fieldsOf(value);
  const list = toList(value) ?? (single === null ? null : [value]);
  if (list === null) {
    if (required || value !== undefined) {
      violations.push(
        violation(
          at,
          'missing-evidence',
          'The list "evidence" is missing; each item needs trust, path, startLine, endLine and quote.',
        ),
      );
    }
    return [];
  }
  if (list.length > limits.citations) {
    violations.push(
      violation(
        at,
        'limit',
        `At most ${limits.citations} evidence items are checked; you sent ${list.length}. Keep those that prove the claim.`,
      ),
    );
  }
  return list.slice(0, limits.citations).flatMap((item, i) => {
    const fields = fieldsOf(item);
    if (fields !== null) return [parseCitation(fields, `${at}[${i}]`, violations)];
    violations.push(
      violation(`${at}[${i}]`, 'shape', 'This is not an object with trust, path, startLine, endLine and quote.'),
    );
    return [];
  });
}

function parseCitation(fields: Fields, at: string, violations: Violation[]): RawCitation {
  const place = splitPlace(toLabel(pick(fields, 'path', 'file', 'filePath', 'file_path'), limits.path));
  const lines = toLines(pick(fields, 'startLine', 'start_line', 'line', 'lines', 'lineStart')) ?? place.lines;
  const end = toLines(pick(fields, 'endLine', 'end_line', 'lineEnd'))?.start ?? lines?.end ?? null;
  const quoteValue = pick(fields, 'quote', 'snippet', 'code', 'excerpt');
  const quote = toText(quoteValue, limits.quote);
  const url = toLabel(fields.get('url'), limits.url);
  const retrieved = toLabel(pick(fields, 'retrieved', 'retrievedAt', 'retrievedOn', 'accessed', 'date'), limits.short);
  return {
    at,
    trust: trustOf(toLabel(fields.get('trust'), limits.short), place.path, url, at, violations),
    path: place.path,
    startLine: lines?.start ?? null,
    endLine: end,
    quote,
    quoteCut: typeof quoteValue === 'string' && quoteValue.length > quote.length,
    url,
    ...(/\d{4}/.test(retrieved) ? { retrieved } : {}),
  };
}

function trustOf(text: string, path: string, url: string, at: string, violations: Violation[]): Trust {
  const word = text.toLowerCase();
  if (word === 'codebase' || word === 'web' || word === 'provided') return word;
  const inferred = path === '' && url !== '' ? 'web' : 'codebase';
  // Without the word a path says enough; a word that is none of the three may hide where the item comes from.
  if (word !== '')
    violations.push(
      violation(`${at}.trust`, 'trust', `"${text}" is not a trust class; use codebase, web or provided.`),
    );
  return inferred;
}

/** `src/a.ts:10-12` as path and lines; a path without such an end stays whole. */
function splitPlace(text: string): { path: string; lines: { start: number; end: number | null } | null } {
  const match = /^(.*[^:\d]):L?(\d{1,9}(?:\s*[-–]\s*L?\d{1,9})?)$/.exec(text);
  if (match === null) return { path: text, lines: null };
  return { path: match[1] ?? text, lines: toLines(match[2]) };
}
