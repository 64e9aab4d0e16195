import type { AgentOutput } from '../../protocol/events.ts';
import type { AgentStep, PlanStep } from '../../protocol/plan.ts';
import type { Verdict } from '../../protocol/report.ts';
import { readDocument, saysSomething, wasTruncated } from '../evidence/judgement.ts';
import type { FoldResult } from '../evidence/fold/model.ts';
import { isFound } from '../evidence/found.ts';
import type { BuildInput, BuildStep } from './model.ts';
import { unchallengedReasons } from './unchallenged.ts';
import { documentOutcome } from './writtenDocument.ts';

export interface VerdictResult {
  readonly verdict: Verdict;
  /** Why it is not `complete`, one sentence each. */
  readonly reasons: readonly string[];
}

/**
 * What the report may claim. `not-reviewed`: no agent answer that a model judged was accepted (always so for the offline backend).
 * `complete`: every planned step ended as planned with an answer that says something, every file of a review was seen, no budget ran
 * out, the workspace did not change under the run. Everything else is `partial`.
 */
export function computeVerdict(input: BuildInput, fold: FoldResult): VerdictResult {
  const { deferral } = input.plan;
  if (deferral !== null)
    return { verdict: 'not-reviewed', reasons: [`Deferred before any agent was asked: ${deferral.reason}`] };
  const ended = new Map(input.steps.map((step) => [step.id, step]));
  const reasons = input.plan.steps.flatMap((step) => stepReasons(step, ended.get(step.id)));
  reasons.push(...input.budgetNotes.map((note) => `A budget was exhausted: ${note}`));
  if (input.workspaceUnchanged === false) reasons.push(changedReason(input.workspaceChanges));
  if (input.backend !== 'offline') reasons.push(...unseenReason(input, fold));
  if (input.plan.document !== null && input.backend !== 'offline') reasons.push(...documentReasons(input));
  if (sawNothing(input, fold))
    reasons.push(
      'No agent opened a file, no diff was handed out, and no citation was found: nothing shows that the scope was looked at.',
    );
  if (input.backend === 'offline') {
    return {
      verdict: 'not-reviewed',
      reasons: ['No model judged anything: the offline backend only lists leads.', ...reasons],
    };
  }
  if (
    !agentOutputs(input).some((output) => output.judged && (saysSomething(output) || readDocument(output) !== null))
  ) {
    return { verdict: 'not-reviewed', reasons: ['No agent gave an answer that could be accepted.', ...reasons] };
  }
  return { verdict: reasons.length === 0 ? 'complete' : 'partial', reasons };
}

/** The outputs of agent steps, in plan order. */
export function agentOutputs(input: BuildInput): AgentOutput[] {
  return input.steps.flatMap(({ output }) => (output?.kind === 'agent' ? [output] : []));
}

function stepReasons(step: PlanStep, ended: BuildStep | undefined): string[] {
  // The report is being written by this very step.
  if (step.kind === 'code' && step.op === 'render') return [];
  const state = ended?.state ?? 'pending';
  if (state !== 'completed')
    return [
      `${step.title} (${step.id}) ${endedHow(state)}${ended === undefined || ended.message === '' ? '.' : `: ${ended.message}`}`,
    ];
  if (step.kind === 'code' || ended?.output?.kind === 'skipped') return [];
  return answerReasons(step, ended?.output?.kind === 'agent' ? ended.output : null);
}

function answerReasons(step: AgentStep, output: AgentOutput | null): string[] {
  const name = `${step.title} (${step.id})`;
  if (output === null) return [`${name} left no answer.`];
  const reasons: string[] = [];
  if (!saysSomething(output) && readDocument(output) === null)
    reasons.push(`${name} reported nothing and did not say what it looked at.`);
  if (wasTruncated(output)) reasons.push(`The answer of ${name} was cut off; findings may be missing.`);
  return reasons;
}

/** A document that is missing, that breaks a rule it must keep, or that lacks a section it must have. */
function documentReasons(input: BuildInput): string[] {
  const outcome = documentOutcome(input);
  const { document: spec } = input.plan;
  if (!outcome.written) return [`The document was not written. ${outcome.why}`];
  const { document } = outcome;
  const written = new Map(document.sections.map((section) => [section.heading, section.markdown.trim()]));
  const said = document.failures.join(' ');
  const missing = (spec?.sections ?? []).filter(
    ({ from, required, heading }) =>
      from === 'writer' && required && (written.get(heading) ?? '') === '' && !said.includes(heading),
  );
  return [
    ...unchallengedReasons(input),
    ...document.failures.map((failure) => `A rule of the document does not hold: ${failure}`),
    ...missing.map(({ heading }) => `The section "${heading}" of the document is missing.`),
  ];
}

function endedHow(state: string): string {
  switch (state) {
    case 'failed':
      return 'failed';
    case 'cancelled':
      return 'was cancelled';
    case 'blocked':
      return 'is blocked';
    default:
      return 'did not end';
  }
}

function changedReason(changes: readonly string[]): string {
  const shown = changes.slice(0, 5).join(', ');
  const more = changes.length > 5 ? ` and ${changes.length - 5} more` : '';
  return `The workspace changed while the run was reading it${shown === '' ? '' : `: ${shown}${more}`}.`;
}

/**
 * A review speaks for its whole scope, so every file of it must have been in front of some agent: its whole diff in a prompt,
 * opened, or quoted correctly. Other reports follow a trail and make no such claim.
 */
function unseenReason(input: BuildInput, fold: FoldResult): string[] {
  if (input.plan.report !== 'code-review' && input.plan.rules !== 'code-review') return [];
  const seen = new Set<string>();
  for (const { id, output } of input.steps) {
    if (output?.kind !== 'agent' || !output.judged) continue;
    for (const path of output.opened) seen.add(path);
    const step = input.plan.steps.find((candidate) => candidate.id === id);
    if (step?.kind === 'agent') for (const path of step.diffOf) seen.add(path);
  }
  for (const citation of fold.findings.flatMap((finding) => finding.citations)) {
    if (isFound(citation) && citation.path !== undefined) seen.add(citation.path);
  }
  const unseen = input.plan.scope.files.filter((file) => !seen.has(file.path)).map((file) => file.path);
  if (unseen.length === 0) return [];
  const named = unseen.slice(0, 5).join(', ');
  const more = unseen.length > 5 ? ` and ${unseen.length - 5} more` : '';
  return [
    `${unseen.length} of ${input.plan.scope.files.length} files in scope were neither shown to an agent in full nor opened by one: ${named}${more}.`,
  ];
}

function sawNothing(input: BuildInput, fold: FoldResult): boolean {
  if (input.plan.scope.files.length === 0 || input.plan.scope.diff !== '') return false;
  if (agentOutputs(input).some((output) => output.opened.length > 0)) return false;
  return !fold.findings.some((finding) => finding.citations.some(isFound));
}
