import type { ErrorRecord } from '../../protocol/errors.ts';
import type { StepOutput } from '../../protocol/events.ts';
import type { Plan } from '../../protocol/plan.ts';
import type { RunState } from '../../protocol/run.ts';
import { totalUsage } from '../../protocol/run.ts';
import type { FoldResult } from '../evidence/fold/model.ts';

/** How one step of the plan ended, as the report needs it. */
export interface BuildStep {
  readonly id: string;
  /** One of the six life states. */
  readonly state: string;
  readonly reason: string | null;
  /** What happened, for people; empty when there is nothing to say. */
  readonly message: string;
  readonly output: StepOutput | null;
}

/** Everything a report is made of. Plain data; times in ms since the epoch. */
export interface BuildInput {
  readonly runId: string;
  readonly plan: Plan;
  readonly backend: string;
  readonly model: string | null;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly steps: readonly BuildStep[];
  readonly tokens: { readonly input: number; readonly output: number };
  readonly budgetNotes: readonly string[];
  /** The fold after the verdicts. Null when the run never got there: then the report folds what there is. */
  readonly fold: FoldResult | null;
  /** Null when no fingerprint could be taken. */
  readonly workspaceUnchanged: boolean | null;
  readonly workspaceChanges: readonly string[];
}

/** The build input of a run. `now` ends a run that is still rendering its report. */
export function buildInputOf(run: RunState, fold: FoldResult | null, now: number): BuildInput {
  const steps = [...run.steps.values()].map((step): BuildStep => ({
    id: step.id,
    state: step.state,
    reason: step.reason,
    message: step.message ?? messageOf(step.error),
    output: step.output,
  }));
  const models = steps.flatMap(({ output }) =>
    output?.kind === 'agent' && output.model !== null ? [output.model] : [],
  );
  const known = run.fingerprintBefore !== null && run.fingerprintAfter !== null;
  return {
    runId: run.runId,
    plan: run.plan,
    backend: run.backend,
    model: models.length === 0 ? null : [...new Set(models)].join(', '),
    startedAt: run.startedAt ?? run.createdAt,
    endedAt: run.endedAt ?? now,
    steps,
    tokens: totalUsage(run),
    budgetNotes: run.budgetNotes,
    fold,
    workspaceUnchanged: known
      ? run.fingerprintBefore === run.fingerprintAfter && run.workspaceChanges.length === 0
      : null,
    workspaceChanges: run.workspaceChanges,
  };
}

function messageOf(error: ErrorRecord | null): string {
  return error === null ? '' : error.message;
}
