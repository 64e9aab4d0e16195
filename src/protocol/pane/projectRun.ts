import { errorCatalogue, describeError } from '../errors.ts';
import type { PlanStep } from '../plan.ts';
import { currentAttempt, type RunState, type StepState, totalUsage } from '../run.ts';
import { findingCount } from '../stream/stepEnd.ts';
import { isTerminal } from '../transitions.ts';
import type { RunHeader, RunView, ShownState, StepView } from './runView.ts';

/** Who drives the run, which its log cannot say. */
export interface Drive {
  /** This process does. */
  readonly live: boolean;
  /** Another process does. */
  readonly elsewhere: boolean;
}

/** The run as plain JSON of bounded size. */
export function projectRun(run: RunState, drive: Drive): RunView {
  return {
    runId: run.runId,
    header: projectHeader(run, drive),
    steps: run.plan.steps.slice(0, 2000).flatMap((step) => projectStep(run, step.id, drive) ?? []),
  };
}

export function projectHeader(run: RunState, drive: Drive): RunHeader {
  const driven = drive.live || drive.elsewhere;
  const state = shownRunState(run, driven);
  let model: string | null = null;
  for (const step of run.steps.values()) model ??= currentAttempt(step)?.model ?? null;
  return {
    title: cut(run.plan.flow.title, 200),
    flow: cut(run.plan.flow.name, 100),
    scope: cut(run.plan.scope.label, 1000),
    brief: cut(run.plan.brief, 2000),
    backend: run.backend,
    model: model === null ? null : cut(model, 200),
    state,
    live: drive.live,
    elsewhere: drive.elsewhere,
    stopping: run.cancelRequested && driven && !isTerminal(run.state),
    resumable: !driven && state !== 'completed' && state !== 'failed',
    verdict: run.verdict,
    reportReady: run.report !== null,
    findings: reported(run, 'finding'),
    leads: reported(run, 'lead'),
    problem: run.error === null ? '' : cut(describeError(run.error), 5000),
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    // An interrupted run ended, for the clock, with the last thing it wrote.
    endedAt: run.endedAt ?? (driven ? null : run.lastAt),
    tokens: totalUsage(run),
  };
}

function shownRunState(run: RunState, driven: boolean): ShownState {
  if (isTerminal(run.state) || run.state === 'blocked') return run.state as ShownState; // the same words
  if (!driven) return 'interrupted';
  return run.state === 'pending' ? 'queued' : 'running';
}

/** One step, or undefined when the run has none of that id. */
export function projectStep(run: RunState, id: string, drive: Drive): StepView | undefined {
  const plan = planStep(run, id);
  const step = run.steps.get(id);
  if (plan === undefined || step === undefined) return undefined;
  const agent = plan.kind === 'agent' ? plan : null;
  const waitingFor = step.state === 'pending' ? openNeeds(run, plan) : [];
  const state = shownStepState(run, step, drive, waitingFor.length > 0);
  return {
    id,
    title: cut(plan.title, 200),
    persona: agent === null ? null : cut(agent.persona, 100),
    kind: plan.kind,
    role: agent?.role ?? null,
    op: plan.kind === 'code' ? plan.op : null,
    wave: plan.wave,
    state,
    detail: cut(detailOf(step, state), 4500),
    remedy: step.error === null ? '' : cut(errorCatalogue[step.error.code].remedy, 500),
    ...activityOf(step, state === 'running'),
    startedAt: step.startedAt,
    endedAt: step.endedAt ?? (state === 'interrupted' ? run.lastAt : null),
    retryAt: state === 'retrying' ? step.retryAt : null,
    tokens: stepTokens(step),
    context: contextOf(step),
    findings: step.output === null ? 0 : findingCount(step.output),
    leads: step.output === null ? 0 : findingCount(step.output, 'lead'),
    after: titles(
      run,
      plan.needs.map((need) => need.step),
    ),
    waitingFor: titles(run, waitingFor),
  };
}

function reported(run: RunState, kind: 'finding' | 'lead'): number {
  return run.report?.findings.filter((finding) => finding.kind === kind).length ?? 0;
}

/** What its current attempt does; `now` and `lastEventAt` only while it runs. */
function activityOf(
  step: StepState,
  running: boolean,
): Pick<StepView, 'now' | 'lastEventAt' | 'attempt' | 'toolCalls' | 'model'> {
  const attempt = currentAttempt(step);
  if (attempt === undefined) return { now: '', lastEventAt: null, attempt: 0, toolCalls: 0, model: null };
  return {
    now: running ? cut(attempt.now, 400) : '',
    lastEventAt: running ? attempt.lastEventAt : null,
    attempt: attempt.n,
    toolCalls: step.attempts.reduce((sum, entry) => sum + entry.toolCalls, 0),
    model: attempt.model === null ? null : cut(attempt.model, 200),
  };
}

const planIndex = new WeakMap<RunState['plan'], ReadonlyMap<string, PlanStep>>();

/** Steps of a plan by id, built once per plan. */
function planStep(run: RunState, id: string): PlanStep | undefined {
  let index = planIndex.get(run.plan);
  if (index === undefined) {
    index = new Map(run.plan.steps.map((step): [string, PlanStep] => [step.id, step]));
    planIndex.set(run.plan, index);
  }
  return index.get(id);
}

function shownStepState(run: RunState, step: StepState, drive: Drive, waits: boolean): ShownState {
  const driven = drive.live || drive.elsewhere;
  switch (step.state) {
    case 'completed':
      return step.output?.kind === 'skipped' ? 'skipped' : 'completed';
    case 'running':
      return driven && !isTerminal(run.state) ? 'running' : 'interrupted';
    case 'pending':
      if (step.reason === 'backoff' || step.reason === 'lost') return driven ? 'retrying' : 'interrupted';
      return waits ? 'waiting' : 'queued';
    case 'failed':
    case 'blocked':
    case 'cancelled':
      return step.state;
  }
}

function detailOf(step: StepState, state: ShownState): string {
  if (state === 'retrying' || state === 'interrupted') return step.attempts.at(-1)?.error?.message ?? '';
  return step.message ?? step.error?.message ?? codeSummary(step);
}

function codeSummary(step: StepState): string {
  return step.output?.kind === 'code' ? step.output.summary : '';
}

function openNeeds(run: RunState, plan: PlanStep): string[] {
  return plan.needs
    .map((need) => need.step)
    .filter((id) => {
      const state = run.steps.get(id)?.state;
      return state !== undefined && !isTerminal(state) && state !== 'blocked';
    });
}

function titles(run: RunState, ids: readonly string[]): string[] {
  return ids.slice(0, 200).map((id) => cut(planStep(run, id)?.title ?? id, 200));
}

function stepTokens(step: StepState): StepView['tokens'] {
  const sum = { input: 0, output: 0 };
  for (const attempt of step.attempts) {
    sum.input += attempt.usage?.inputTokens ?? 0;
    sum.output += attempt.usage?.outputTokens ?? 0;
  }
  return sum;
}

function contextOf(step: StepState): StepView['context'] {
  const usage = currentAttempt(step)?.usage;
  if (usage?.contextUsed === undefined || usage.contextSize === undefined) return null;
  return { used: usage.contextUsed, size: usage.contextSize };
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}
