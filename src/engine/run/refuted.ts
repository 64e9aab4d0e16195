import type { DocumentSpec, WrittenDocument } from '../../protocol/document.ts';
import type { RunState, StepState } from '../../protocol/run.ts';
import { conclusionRefuted, readDocument, readExtra } from '../evidence/judgement.ts';

/** Did this validator refute the conclusion that the run reached before it? */
export function refutedBy(validator: StepState, run: RunState): boolean {
  if (validator.output?.kind !== 'agent') return false;
  const verdicts = readExtra(validator.output).verdicts ?? [];
  const outputs = [...run.steps.values()].flatMap((step) => (step.output?.kind === 'agent' ? [step.output] : []));
  const document = outputs.map(readDocument).findLast((found) => found !== null) ?? null;
  const rootCause = outputs.map((output) => readExtra(output).rootCause).findLast((cause) => cause !== undefined);
  const spec = run.plan.document;
  return conclusionRefuted(verdicts, rootCause, spec === null || document === null ? null : judgedPart(document, spec));
}

/** The document with the records that validators judge: a verdict on another one asks for nothing. */
function judgedPart(document: WrittenDocument, spec: DocumentSpec): WrittenDocument {
  const judged = spec.records.filter((list) => list.challenge).map((list) => list.name);
  const records = Object.fromEntries(Object.entries(document.records).filter(([name]) => judged.includes(name)));
  return { ...document, records };
}
