import { z } from 'zod';
import { BooError } from '../../protocol/errors.ts';
import type { Choice, CodeStep } from '../../protocol/plan.ts';
import type { Report } from '../../protocol/report.ts';
import { type RunState, type StepState, stepOf } from '../../protocol/run.ts';
import { type FoldResult, foldResultSchema } from '../evidence/fold/model.ts';
import { foldText } from '../evidence/fold/foldText.ts';
import { foldAnswers, resolveAnswers, type StepAnswer } from '../evidence/fold/runFold.ts';
import type { Clock } from '../ports/Clock.ts';
import { buildReport } from '../report/buildReport.ts';
import { buildInputOf } from '../report/model.ts';
import { decideSize, decideTrigger } from './choice.ts';

export { refutedBy } from './refuted.ts';

/** What a step that runs inside the engine leaves behind. */
export interface CodeOpResult {
  readonly summary: string;
  readonly data: unknown;
  readonly report?: Report;
}

export interface CodeOpPorts {
  readonly clock: Clock;
  /** Called once before the first agent and once after the last; each records its own event. */
  readonly beforeAgents: (signal: AbortSignal) => Promise<void>;
  readonly afterAgents: (signal: AbortSignal) => Promise<void>;
}

/** What the `data` of a fold or resolve step holds: the result and the steps whose answers are in it. */
const foldDataSchema = z.object({ fold: foldResultSchema, folded: z.array(z.string()) });

/** The operations that run inside the engine. Each reads the outputs of its dependencies from the run state. */
export function createCodeOps(
  ports: CodeOpPorts,
): (step: CodeStep, run: RunState, signal: AbortSignal) => Promise<CodeOpResult> {
  return async (step, run, signal) => {
    switch (step.op) {
      case 'preflight':
        return preflight(run, ports, signal);
      case 'size':
        return choiceOutput(sizeStep(step, run));
      case 'fold':
        return foldStep(step, run);
      case 'trigger':
        return choiceOutput(decideTrigger(step, run, latestFold(run)?.fold));
      case 'resolve':
        return resolveStep(run);
      case 'render':
        return render(run, ports, signal);
    }
  };
}

/** The merged findings that a fold or resolve step left; undefined for other steps and before it ended. */
export function foldResultOf(run: RunState, id: string): FoldResult | undefined {
  return foldDataOf(run.steps.get(id))?.fold;
}

function foldDataOf(step: StepState | undefined): z.infer<typeof foldDataSchema> | undefined {
  if (step?.output?.kind !== 'code') return undefined;
  const parsed = foldDataSchema.safeParse(step.output.data);
  return parsed.success ? parsed.data : undefined;
}

async function preflight(run: RunState, ports: CodeOpPorts, signal: AbortSignal): Promise<CodeOpResult> {
  const { scope, band, deferral } = run.plan;
  // A deferred run asks no agent, so nobody could change a file and there is nothing to compare.
  if (deferral !== null) return { summary: `Deferred: ${deferral.reason}`, data: null };
  if (scope.files.length === 0) throw new BooError('scope_empty', 'There is no file in the scope.');
  await ports.beforeAgents(signal);
  const lines = [
    `Scope: ${scope.label}; ${scope.files.length} files, ${scope.skippedTotal} skipped.`,
    `Size: ${band.value} (${band.reason}).`,
    ...scope.assumptions.map((text) => `Assumed: ${text}`),
  ];
  return { summary: lines.join('\n'), data: null };
}

/** Discovery is what `size` waits for; its findings are counted as they were raised. Leads are none: nobody judged them. */
function sizeStep(step: CodeStep, run: RunState): Choice {
  const found = answersOf(run, (id) => step.needs.some((need) => need.step === id)).flatMap((answer) =>
    answer.output.findings.filter((finding) => finding.kind === 'finding'),
  );
  const sizing = step.sizing ?? { rules: [], candidates: [], caps: null, chosen: null };
  return decideSize(sizing, run.plan.band.value, found);
}

function choiceOutput(choice: Choice): CodeOpResult {
  const lines = choice.decisions.map(({ step, run, reason }) => `- ${step}: ${run ? 'runs' : 'left out'}; ${reason}`);
  const head = choice.band === null ? choice.reason : `Size: ${choice.band} (${choice.reason}).`;
  return { summary: [head, ...lines].join('\n'), data: choice };
}

function foldStep(step: CodeStep, run: RunState): CodeOpResult {
  const answers = answersOf(run, (id) => step.needs.some((need) => need.step === id));
  return foldOutput(
    foldAnswers(run.plan, answers),
    answers.map((answer) => answer.step),
  );
}

function resolveStep(run: RunState): CodeOpResult {
  const before = latestFold(run);
  if (before === undefined) throw new BooError('upstream_failed', 'There are no merged findings to resolve.');
  const answers = answersOf(run, () => true);
  const fold = resolveAnswers(run.plan, before.fold, before.folded, answers);
  return foldOutput(
    fold,
    answers.map((answer) => answer.step),
  );
}

function foldOutput(fold: FoldResult, folded: string[]): CodeOpResult {
  return { summary: foldText(fold), data: { fold, folded } };
}

/**
 * Builds the report from whatever the run has. A fold that no resolve step took further is resolved here, so that a
 * late answer or verdict is never lost.
 */
async function render(run: RunState, ports: CodeOpPorts, signal: AbortSignal): Promise<CodeOpResult> {
  if (run.plan.deferral === null) await ports.afterAgents(signal);
  const latest = latestFold(run);
  const answers = answersOf(run, () => true);
  const missing = latest !== undefined && answers.some((answer) => !latest.folded.includes(answer.step));
  const fold = missing ? resolveAnswers(run.plan, latest.fold, latest.folded, answers) : (latest?.fold ?? null);
  const report = buildReport(buildInputOf(run, fold, ports.clock.now()));
  return { summary: `Report: ${report.verdict}, ${report.findings.length} findings.`, data: null, report };
}

function latestFold(run: RunState): z.infer<typeof foldDataSchema> | undefined {
  return run.plan.steps.map((step) => foldDataOf(stepOf(run, step.id))).findLast((data) => data !== undefined);
}

function answersOf(run: RunState, wanted: (step: string) => boolean): StepAnswer[] {
  return [...run.steps.values()].flatMap((step) =>
    step.output?.kind === 'agent' && wanted(step.id) ? [{ step: step.id, output: step.output }] : [],
  );
}
