import type { DocumentRecord, WrittenDocument } from '../../protocol/document.ts';
import { isConclusion } from '../evidence/judgement.ts';
import { textKey } from './prose.ts';
import { idKey } from './references.ts';

export interface ConsequenceFailure {
  /** Id of the refuted record, or "conclusion". */
  readonly target: string;
  readonly message: string;
}

/**
 * What a rewrite left undone: every refuted target must be changed, withdrawn, or be answered by a rejection that gives its reason. A
 * response that claims a change does not count without one. Targets that the document before does not have are ignored.
 */
export function consequenceFailures(
  before: WrittenDocument,
  after: WrittenDocument,
  refutedTargets: readonly string[],
): ConsequenceFailure[] {
  return [...new Set(refutedTargets)].flatMap((target) => {
    if (isHandled(target, before, after) || isRejected(target, after)) return [];
    return [
      {
        target,
        message: 'It was refuted, and the rewrite neither changed nor withdrew it nor gave a reason to keep it.',
      },
    ];
  });
}

/** What a rewrite did to a record or to the conclusion, by comparing the documents. */
export function changeOf(
  target: string,
  before: WrittenDocument,
  after: WrittenDocument,
): 'withdrawn' | 'adjusted' | 'kept' {
  if (isConclusion(target)) {
    if (textKey(before.conclusion) === textKey(after.conclusion)) return 'kept';
    return after.conclusion.trim() === '' ? 'withdrawn' : 'adjusted';
  }
  const old = recordWith(before, target);
  const now = recordWith(after, target);
  if (now === undefined) return 'withdrawn';
  return old !== undefined && contentOf(now) === contentOf(old) ? 'kept' : 'adjusted';
}

/** What the rewrite says that it did about a target. */
export function responseTo(
  target: string,
  { responses }: WrittenDocument,
): WrittenDocument['responses'][number] | undefined {
  return responses.find(
    (response) => idKey(response.target) === idKey(target) || (isConclusion(target) && isConclusion(response.target)),
  );
}

function isHandled(target: string, before: WrittenDocument, after: WrittenDocument): boolean {
  if (isConclusion(target) ? before.conclusion === '' : recordWith(before, target) === undefined) return true;
  return changeOf(target, before, after) !== 'kept';
}

function isRejected(target: string, after: WrittenDocument): boolean {
  const rejections = after.responses.filter(
    (response) => response.action === 'rejected' && response.reason.trim().length >= 10,
  );
  return responseTo(target, { ...after, responses: rejections }) !== undefined;
}

function recordWith(document: WrittenDocument, id: string): DocumentRecord | undefined {
  return Object.values(document.records)
    .flat()
    .find((record) => record.id === id);
}

/** What a reader would notice as changed: not the notes of the engine, not spacing and case. */
function contentOf({ title, evidence, fields }: DocumentRecord): string {
  const texts = Object.entries(fields)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name} ${textKey([value].flat().join(' '))}`);
  return [textKey(title), evidence.toSorted().join(' '), ...texts].join('\n');
}
