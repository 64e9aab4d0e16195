import type { DocumentSpec, WrittenDocument } from '../../protocol/document.ts';
import type { RunState, StepState } from '../../protocol/run.ts';
import {
  conclusionRefuted,
  isConclusion,
  isStandingRefutation,
  type JudgedVerdict,
  readDocument,
  readExtra,
} from '../evidence/judgement.ts';

/** Did this validator refute the conclusion that the run reached before it? */
export function refutedBy(validator: StepState, run: RunState): boolean {
  if (validator.output?.kind !== 'agent') return false;
  const verdicts = readExtra(validator.output).verdicts ?? [];
  const outputs = [...run.steps.values()].flatMap((step) => (step.output?.kind === 'agent' ? [step.output] : []));
  const document = outputs.map(readDocument).findLast((found) => found !== null);
  if (run.plan.document !== null && document !== undefined && document !== null)
    return documentRefuted(verdicts, document, run.plan.document);
  const conclusion = outputs.map((output) => readExtra(output).rootCause).findLast((cause) => cause !== undefined);
  return conclusionRefuted(verdicts, conclusion);
}

/**
 * A document is refuted when a standing refutation hits its conclusion, or at least half of the records that validators judge.
 * One without a conclusion is its records: any of them counts. What a text that was handed over says may refute it too: a document is
 * often about texts.
 */
function documentRefuted(verdicts: readonly JudgedVerdict[], document: WrittenDocument, spec: DocumentSpec): boolean {
  const hit = new Set(
    verdicts
      .filter((verdict) => isStandingRefutation(verdict, ['codebase', 'provided']))
      .map((verdict) => verdict.target.trim()),
  );
  const judged = spec.records
    .filter((record) => record.challenge)
    .flatMap((record) => document.records[record.name] ?? [])
    .map((record) => record.id);
  const refuted = judged.filter((id) => hit.has(id)).length;
  if (spec.conclusion === null) return refuted > 0;
  const ids = new Set(Object.values(document.records).flatMap((records) => records.map((record) => record.id)));
  return (
    [...hit].some((target) => !ids.has(target) && isConclusion(target)) ||
    (judged.length > 0 && refuted * 2 >= judged.length)
  );
}
