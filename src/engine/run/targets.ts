import type { DocumentSpec, WrittenDocument } from '../../protocol/document.ts';
import type { AgentStep } from '../../protocol/plan.ts';
import type { RunState } from '../../protocol/run.ts';
import type { DocumentInput } from '../document/judgeDocument.ts';
import { verdictTargets } from '../evidence/fold/applyVerdicts.ts';
import type { FoldResult } from '../evidence/fold/model.ts';
import { codeAndTexts, isConclusion, isStandingRefutation, readDocument, readExtra } from '../evidence/judgement.ts';
import { foldResultOf } from './codeOps.ts';

/** Most records that one validator judges. */
const maxRecordTargets = 40;

/**
 * Ids that a validator must give a verdict on, and that a root cause or a document may cite. Empty for steps that do none of this. A validator
 * that was given a document judges its challenged records and its conclusion, otherwise the merged findings.
 */
export function answerTargets(step: AgentStep, run: RunState): string[] {
  if (step.output === 'findings') return [];
  if (step.output === 'verdicts') {
    const document = handedDocument(step, run);
    const spec = run.plan.document;
    const ids = document === null || spec === null ? [] : documentTargets(document, spec);
    return ids.length > 0 ? ids : unique(handedFolds(step, run).flatMap(verdictTargets));
  }
  const folds = step.output === 'document' ? foldsForWriter(step, run) : handedFolds(step, run);
  return unique(folds.flatMap((fold) => fold.findings.map((finding) => finding.id)));
}

/** What a validator judges in a document: the records of challenged lists, at most 40, and "conclusion" when there is one. */
export function documentTargets(document: WrittenDocument, spec: DocumentSpec): string[] {
  const records = spec.records
    .filter((list) => list.challenge)
    .flatMap((list) => (document.records[list.name] ?? []).map((record) => record.id));
  const conclusion = spec.conclusion !== null && document.conclusion !== '' ? ['conclusion'] : [];
  return [...records.slice(0, maxRecordTargets), ...conclusion];
}

/** What the answer of a document step is checked against; undefined for other steps. */
export function documentInput(step: AgentStep, run: RunState): DocumentInput | undefined {
  if (step.output !== 'document') return undefined;
  const findings = new Map(
    foldsForWriter(step, run).flatMap((fold) => fold.findings.map((finding) => [finding.id, finding] as const)),
  );
  const before = handedDocument(step, run);
  return {
    findings: [...findings.values()],
    before,
    refuted: before === null ? [] : refutedTargets(step, run, before),
  };
}

/** Records of the document (or "conclusion") that a validator refuted with counter-evidence that was found. */
function refutedTargets(step: AgentStep, run: RunState, document: WrittenDocument): string[] {
  const ids = new Set(Object.values(document.records).flatMap((records) => records.map((record) => record.id)));
  const verdicts = step.inputs.flatMap((id) => {
    const output = run.steps.get(id)?.output;
    return output?.kind === 'agent' ? (readExtra(output).verdicts ?? []) : [];
  });
  const refuted = verdicts.filter((verdict) => isStandingRefutation(verdict, codeAndTexts));
  return unique(
    refuted.flatMap(({ target }) => {
      if (isConclusion(target)) return ['conclusion'];
      return ids.has(target) ? [target] : [];
    }),
  );
}

/** The document among the results handed to this step; the last one when there are several. */
function handedDocument(step: AgentStep, run: RunState): WrittenDocument | null {
  const documents = step.inputs.flatMap((id) => {
    const output = run.steps.get(id)?.output;
    return output?.kind === 'agent' ? (readDocument(output) ?? []) : [];
  });
  return documents.at(-1) ?? null;
}

function handedFolds(step: AgentStep, run: RunState): FoldResult[] {
  return step.inputs.flatMap((id) => foldResultOf(run, id) ?? []);
}

/** The folds among its inputs; a writer without one may cite what the run merged last. */
function foldsForWriter(step: AgentStep, run: RunState): FoldResult[] {
  const handed = handedFolds(step, run);
  return handed.length > 0 ? handed : run.plan.steps.flatMap((other) => foldResultOf(run, other.id) ?? []).slice(-1);
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
