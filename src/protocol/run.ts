import type { Usage } from './agentEvent.ts';
import type { ErrorRecord } from './errors.ts';
import type { StepOutput, StepReason } from './events.ts';
import type { BackendId, Plan } from './plan.ts';
import type { Report, Verdict } from './report.ts';
import type { AttemptLife, LifeState } from './transitions.ts';

/** One try of one step. Times are ms since the epoch. */
export interface AttemptState {
  readonly n: number;
  state: AttemptLife;
  readonly backend: string;
  readonly idempotencyKey: string;
  readonly startedAt: number;
  endedAt: number | null;
  sessionId: string | null;
  model: string | null;
  pid: number | null;
  error: ErrorRecord | null;
  challenged: boolean;
  usage: Usage | null;
  toolCalls: number;
  /** When the agent last did anything; for "no output for n s". */
  lastEventAt: number;
  /** What the agent is doing now, one line, e.g. "Reading src/a.ts". */
  now: string;
}

export interface StepState {
  readonly id: string;
  state: LifeState;
  reason: StepReason | null;
  /** Sentence for people that goes with the reason. */
  message: string | null;
  error: ErrorRecord | null;
  attempts: AttemptState[];
  /** Attempts made before a person last opened the step again; they do not count against its retries. */
  attemptsBefore: number;
  output: StepOutput | null;
  startedAt: number | null;
  endedAt: number | null;
  /** Not before this time, while pending with reason `backoff`. */
  retryAt: number | null;
  cancelRequested: boolean;
}

export interface RunState {
  readonly runId: string;
  readonly plan: Plan;
  readonly backend: BackendId;
  readonly workspace: { readonly root: string; readonly name: string };
  readonly version: string;
  state: LifeState;
  error: ErrorRecord | null;
  /** In plan order. */
  readonly steps: Map<string, StepState>;
  readonly createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
  cancelRequested: boolean;
  generation: number;
  epoch: number;
  fingerprintBefore: string | null;
  fingerprintAfter: string | null;
  workspaceChanges: string[];
  budgetNotes: string[];
  report: Report | null;
  verdict: Verdict | null;
  lastSeq: number;
  lastAt: number;
}

/** The current (last) attempt of a step. */
export function currentAttempt(step: StepState): AttemptState | undefined {
  return step.attempts.at(-1);
}

/** The attempts that count against the retries of a step. */
export function attemptsSinceReopened(step: StepState): readonly AttemptState[] {
  return step.attempts.slice(step.attemptsBefore);
}

export function stepOf(run: RunState, id: string): StepState {
  const step = run.steps.get(id);
  if (step === undefined) throw new Error(`run ${run.runId} has no step ${id}`);
  return step;
}

/** Tokens of all attempts, for budgets and the account. */
export function totalUsage(run: RunState): { input: number; output: number } {
  let input = 0;
  let output = 0;
  for (const step of run.steps.values()) {
    for (const attempt of step.attempts) {
      input += attempt.usage?.inputTokens ?? 0;
      output += attempt.usage?.outputTokens ?? 0;
    }
  }
  return { input, output };
}
