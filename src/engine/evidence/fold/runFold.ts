import type { AgentOutput } from '../../../protocol/events.ts';
import type { Plan } from '../../../protocol/plan.ts';
import { readExtra } from '../judgement.ts';
import { addLateFindings, addRemarks } from './lateFindings.ts';
import { applyVerdicts } from './applyVerdicts.ts';
import { caveatMark } from './caveats.ts';
import { documentsOf } from './documentEffect.ts';
import { foldFindings } from './foldFindings.ts';
import { settleGaps } from './gapConfidence.ts';
import { foldFacts, type FoldInput, type FoldResult, rulesOfPlan } from './model.ts';
import { remarkSteps } from './remarks.ts';

/** An agent step that ended, with what it left. */
export interface StepAnswer {
  readonly step: string;
  readonly output: AgentOutput;
}

/** The `fold` operation of a plan: merges what the given steps raised. */
export function foldAnswers(plan: Plan, answers: readonly StepAnswer[]): FoldResult {
  return foldFindings(rulesOfPlan(plan), inputOf(plan, answers));
}

/**
 * The `resolve` operation: adds what later steps raised, applies the verdicts among their answers, and adds what readers remarked on
 * the draft. `folded` are the steps that the fold already took; their findings are not added again. When the plan has a validator
 * whose answer is missing, its targets count as unchallenged.
 */
export function resolveAnswers(
  plan: Plan,
  fold: FoldResult,
  folded: readonly string[],
  answers: readonly StepAnswer[],
): FoldResult {
  const done = new Set(folded);
  const late = answers.filter((answer) => !done.has(answer.step));
  const remarks = remarkSteps(plan);
  const raised = late.filter((answer) => !remarks.has(answer.step));
  const complete = withCaveats(addLateFindings(fold, inputOf(plan, raised)), late);
  const hasValidator = plan.steps.some((step) => step.kind === 'agent' && step.output === 'verdicts');
  const verdicts = late.flatMap((answer) => readExtra(answer.output).verdicts ?? []);
  // Verdicts that were applied before stay applied; without new ones there is nothing to weigh again.
  const weighed = verdicts.length === 0 && fold.validation.length > 0;
  const resolved = hasValidator && !weighed ? applyVerdicts(complete, verdicts, documentsOf(plan, answers)) : complete;
  const said = late.filter((answer) => remarks.has(answer.step));
  return addRemarks(settleGaps(resolved), inputOf(plan, said));
}

/** Doubts about the material as a whole, which an answer gives once in the field `caveats`. Each is noted once. */
function withCaveats(fold: FoldResult, answers: readonly StepAnswer[]): FoldResult {
  const said = answers.flatMap(({ output }) => {
    const given = readExtra(output).fields['caveats'];
    const texts: unknown[] = Array.isArray(given) ? given : [given];
    return texts.filter((text) => typeof text === 'string').map((text) => text.trim());
  });
  const notes = said.filter((text) => !/^(?:none\.?|no|-)?$/i.test(text)).map((text) => `${caveatMark}${text}`);
  return notes.length === 0 ? fold : { ...fold, notes: [...new Set([...fold.notes, ...notes])] };
}

function inputOf(plan: Plan, answers: readonly StepAnswer[]): FoldInput {
  return {
    ...foldFacts(plan),
    findings: answers.flatMap(({ output }) => output.findings),
    excluded: answers.flatMap(({ output }) => output.excluded),
    findingNotes: answers.flatMap(({ output }) => readExtra(output).findingNotes),
  };
}
