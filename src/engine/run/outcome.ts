import { BooError, type ErrorCode, type ErrorRecord } from '../../protocol/errors.ts';
import type { StepReason } from '../../protocol/events.ts';
import type { RunState } from '../../protocol/run.ts';

const codeOf: Partial<Record<StepReason, ErrorCode>> = { budget: 'budget_exhausted', user: 'cancelled' };

/** Why a run ended without a report: its first failed step, else the first one that was called off. */
export function whyWithoutReport(run: RunState): ErrorRecord {
  const steps = [...run.steps.values()];
  const failed = steps.find((step) => step.state === 'failed');
  if (failed?.error !== undefined && failed.error !== null) return failed.error;
  const cancelled =
    steps.find((step) => step.state === 'cancelled' && step.reason !== 'upstream_failed') ??
    steps.find((step) => step.state === 'cancelled');
  if (cancelled === undefined) return new BooError('internal', 'The run ended without a report.').toRecord();
  const code = codeOf[cancelled.reason ?? 'deps'] ?? 'upstream_failed';
  return new BooError(code, `There is no report: ${cancelled.message ?? 'a step was cancelled'}`, {
    where: cancelled.id,
  }).toRecord();
}
