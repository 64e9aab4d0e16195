import type { BooError, ErrorCode } from '../../protocol/errors.ts';
import type { StepReason } from '../../protocol/events.ts';
import { attemptsSinceReopened, type StepState } from '../../protocol/run.ts';

export interface RetryPolicy {
  /** Attempts that may end in an agent error before the step fails. */
  readonly attempts: number;
  /** Attempts that may be lost to a dead host or process, counted apart from errors. */
  readonly losses: number;
  readonly baseMs: number;
  readonly capMs: number;
}

export const defaultRetryPolicy: RetryPolicy = { attempts: 3, losses: 5, baseMs: 2000, capMs: 60_000 };

/** No waiting helps with these: a person must act, then the run goes on where it stopped. */
const blocking: Partial<Record<ErrorCode, StepReason>> = {
  model_auth: 'auth',
  endpoint_unreachable: 'backend_down',
};

/** What follows an attempt that ended in `error`. */
export type AfterFailure =
  | { readonly next: 'retry'; readonly delayMs: number }
  | { readonly next: 'fail'; readonly reason: StepReason | undefined }
  | { readonly next: 'block'; readonly reason: StepReason };

/**
 * Exponential backoff with full jitter: uniform in [0, min(cap, base x 2^n)], never shorter than the time the other
 * side asked for (itself capped). `random` is uniform in [0, 1).
 */
export function afterFailure(error: BooError, step: StepState, policy: RetryPolicy, random: number): AfterFailure {
  const failed = attemptsSinceReopened(step).filter((attempt) => attempt.state === 'failed').length;
  if (error.retryable && failed < policy.attempts) {
    const ceiling = Math.min(policy.capMs, policy.baseMs * 2 ** Math.max(0, failed - 1));
    const asked = Math.min(error.retryAfterMs ?? 0, 10 * policy.capMs);
    return { next: 'retry', delayMs: Math.round(Math.max(random * ceiling, asked)) };
  }
  const reason = blocking[error.code];
  if (reason !== undefined) return { next: 'block', reason };
  return { next: 'fail', reason: failReason(error.code) };
}

function failReason(code: ErrorCode): StepReason | undefined {
  if (code === 'readonly_unproven' || code === 'readonly_violation') return 'readonly_unproven';
  if (code === 'budget_exhausted') return 'budget';
  return undefined;
}
