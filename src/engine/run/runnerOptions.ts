import type { Log } from '../../base/log.ts';
import type { Semaphore } from '../../base/semaphore.ts';
import type { CodeStep } from '../../protocol/plan.ts';
import type { RunState, StepState } from '../../protocol/run.ts';
import type { Random } from '../ports/Clock.ts';
import type { AgentStepDeps } from './agentStep.ts';
import type { CodeOpResult } from './codeOps.ts';
import type { RetryPolicy } from './policy.ts';

/** What a runner needs from outside. */
export interface RunnerOptions extends AgentStepDeps {
  readonly random: Random;
  readonly log: Log;
  /** Agent steps at once; never more than the backend allows. */
  readonly concurrency: number;
  /** Sessions of the backend, shared by all its runs. */
  readonly slots: Semaphore;
  readonly policy: RetryPolicy;
  readonly runCode: (step: CodeStep, run: RunState, signal: AbortSignal) => Promise<CodeOpResult>;
  /** Did the validator step refute the conclusion it was asked about? */
  readonly refuted: (validator: StepState, run: RunState) => boolean;
}
