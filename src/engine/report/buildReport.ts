import { assertNever } from '../../base/assertNever.ts';
import type { OpenQuestion } from '../../protocol/finding.ts';
import type { Report, ReportSection, Verdict } from '../../protocol/report.ts';
import { foldAnswers, type StepAnswer, resolveAnswers } from '../evidence/fold/runFold.ts';
import type { FoldResult } from '../evidence/fold/model.ts';
import { buildAccount } from './account.ts';
import { documentArtifacts } from './artifacts.ts';
import { bandOf } from './bandOf.ts';
import { codeReviewSections } from './codeReviewSections.ts';
import { commonSections } from './commonSections.ts';
import { deferralSections } from './deferralSections.ts';
import type { DocumentContext } from './documentContext.ts';
import { documentFrame } from './documentFrame.ts';
import { documentSections } from './documentSections.ts';
import { investigateSections } from './investigateSections.ts';
import type { BuildInput } from './model.ts';
import { trimmedInputs } from './trimmedInputs.ts';
import { agentOutputs, computeVerdict } from './verdict.ts';
import { unchallenged, withUnchallenged } from './unchallenged.ts';
import { documentOutcome } from './writtenDocument.ts';

/**
 * The report of a run. Pure. The account and the verdict are the engine's own; no agent has a say in them.
 */
export function buildReport(input: BuildInput): Report {
  const fold = input.fold ?? foldWhatThereIs(input);
  const { verdict, reasons } = computeVerdict(input, fold);
  const { plan } = input;
  const { scope } = plan;
  const band = bandOf(input);
  const context = contextOf(input, fold, verdict);
  const sections = sectionsOf(input, fold, verdict, context);
  return {
    schema: 'boocode.report/1',
    run: {
      id: input.runId,
      flow: plan.flow.name,
      title: plan.flow.title,
      band: band.value,
      bandReason: band.reason,
      backend: input.backend,
      model: input.model,
      startedAt: new Date(input.startedAt).toISOString(),
      endedAt: new Date(input.endedAt).toISOString(),
      commit: scope.git?.head ?? null,
      dirty: scope.git?.dirty ?? null,
      planHash: plan.planHash,
      scope: scope.label,
      brief: plan.brief,
    },
    verdict,
    verdictReasons: [...reasons],
    account: buildAccount(input, fold),
    steps: stepRows(input),
    roster: plan.roster.map(({ persona, angle, included, reason }) => ({ persona, angle, included, reason })),
    findings: fold.findings,
    excluded: fold.excluded,
    openQuestions: openQuestions(input),
    sections,
    skippedFiles: scope.skipped,
    notRun: scope.commands.map((entry) => `${entry.name}: ${entry.command} (${entry.source})`),
    workspaceUnchanged: input.workspaceUnchanged,
    workspaceChanges: [...input.workspaceChanges],
    // What the flow says of its document is not true of a run that wrote none.
    notice: plan.deferral === null ? (plan.document?.notice ?? '') : '',
    trimmed: trimmedInputs(input),
    artifacts: context === null ? [] : documentArtifacts(context, sections),
  };
}

/** Null for reports that are no document, and for runs that preflight deferred. */
function contextOf(input: BuildInput, fold: FoldResult, verdict: Verdict): DocumentContext | null {
  const { plan } = input;
  if (plan.document === null || plan.report !== 'document' || plan.deferral !== null) return null;
  const outcome = documentOutcome(input);
  const document = outcome.written ? withUnchallenged(outcome.document, unchallenged(input)) : null;
  const rewritten = outcome.written && outcome.rewritten;
  return {
    input,
    plan,
    spec: plan.document,
    fold,
    verdict,
    document,
    rewritten,
    why: outcome.written ? '' : outcome.why,
  };
}

/** A run that ended early still shows all it gathered. */
function foldWhatThereIs(input: BuildInput): FoldResult {
  const answers = input.steps.flatMap(({ id, output }): StepAnswer[] =>
    output?.kind === 'agent' ? [{ step: id, output }] : [],
  );
  const early = new Set(
    input.plan.steps
      .filter((step) => step.kind === 'agent' && (step.role === 'angle' || step.role === 'discovery'))
      .map((step) => step.id),
  );
  const first = answers.filter((answer) => early.has(answer.step));
  const fold = foldAnswers(input.plan, first);
  return resolveAnswers(input.plan, fold, [...early], answers);
}

function sectionsOf(
  input: BuildInput,
  fold: FoldResult,
  verdict: Verdict,
  context: DocumentContext | null,
): ReportSection[] {
  const { report, deferral } = input.plan;
  if (deferral !== null) return [...deferralSections(input.plan, deferral), ...commonSections(input, fold)];
  switch (report) {
    case 'code-review':
      return [...codeReviewSections(input, fold, verdict), ...commonSections(input, fold)];
    case 'investigate':
      return [...investigateSections(input, fold, verdict), ...commonSections(input, fold)];
    case 'generic':
      return commonSections(input, fold);
    case 'document':
      return context === null
        ? commonSections(input, fold)
        : [...documentFrame(context), ...documentSections(context), ...commonSections(input, fold)];
    default:
      return assertNever(report);
  }
}

function stepRows(input: BuildInput): Report['steps'] {
  const ended = new Map(input.steps.map((step) => [step.id, step]));
  return input.plan.steps.map((step) => {
    const state = ended.get(step.id);
    const output = state?.output ?? null;
    const rendering = step.kind === 'code' && step.op === 'render';
    return {
      id: step.id,
      title: step.title,
      persona: step.kind === 'agent' ? step.persona : null,
      state: rowState(rendering, state?.state, output?.kind === 'skipped'),
      note: output?.kind === 'skipped' ? `Skipped: ${output.reason}` : (state?.message ?? ''),
    };
  });
}

/** A step that was not needed is not work that was done. The step that writes this report is done when anybody reads it. */
function rowState(rendering: boolean, state: string | undefined, skipped: boolean): string {
  if (rendering) return 'completed';
  return skipped ? 'skipped' : (state ?? 'pending');
}

/** Each question once, in the order of the steps. */
function openQuestions(input: BuildInput): OpenQuestion[] {
  const seen = new Map<string, OpenQuestion>();
  for (const output of agentOutputs(input)) {
    for (const question of output.openQuestions) {
      const key = question.question.trim().toLowerCase();
      if (!seen.has(key)) seen.set(key, question);
    }
  }
  return [...seen.values()];
}
