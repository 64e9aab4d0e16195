import { assertNever } from '../../base/assertNever.ts';
import type { PlanStep } from '../../protocol/plan.ts';
import type { RunState, StepState } from '../../protocol/run.ts';
import { decisionOf } from './choice.ts';

/** An upstream step without a usable result, and why; told to the dependant and listed in the report. */
export interface MissingInput {
  readonly step: string;
  readonly title: string;
  readonly reason: string;
}

export type Decision =
  | { readonly do: 'wait' }
  | { readonly do: 'start'; readonly missing: readonly MissingInput[] }
  | { readonly do: 'skip'; readonly reason: string }
  /** A required dependency has no result and never will have one in this generation. */
  | { readonly do: 'cancel'; readonly because: string };

/**
 * What may happen to a pending step now: a pure function of the run state. Slots, budgets and cancel requests are not
 * its business. `refuted(step)` answers a `when` test on the output of an ended step.
 */
export function decide(step: PlanStep, run: RunState, refuted: (upstream: StepState) => boolean): Decision {
  const missing: MissingInput[] = [];
  for (const need of step.needs) {
    const upstream = run.steps.get(need.step);
    if (upstream === undefined) return { do: 'cancel', because: `step ${need.step} is not part of the plan` };
    switch (upstream.state) {
      case 'completed':
        break;
      case 'pending':
      case 'running':
      case 'blocked':
        return { do: 'wait' };
      case 'failed':
      case 'cancelled': {
        const reason = upstream.message ?? upstream.state;
        if (need.required) return { do: 'cancel', because: `${need.step} ${upstream.state}: ${reason}` };
        missing.push({ step: need.step, title: titleOf(run, need.step), reason: `${upstream.state}: ${reason}` });
        break;
      }
      default:
        assertNever(upstream.state);
    }
  }
  if (step.kind === 'agent' && step.role === 'synthesizer' && nothingCame(step.needs, run))
    return { do: 'cancel', because: 'nothing was gathered: every agent before it failed or was cancelled' };
  const unwanted = step.when === undefined ? null : refusalOf(step.id, step.when, run, refuted);
  if (unwanted !== null) return { do: 'skip', reason: unwanted };
  return { do: 'start', missing };
}

/**
 * Did every agent that gathers for this step end without a result? What a writer makes of nothing looks like a document and is none. Those
 * who gather are the agents among its needs and theirs.
 */
function nothingCame(needs: PlanStep['needs'], run: RunState): boolean {
  const steps = new Map(run.plan.steps.map((step) => [step.id, step]));
  const before = new Set<string>();
  const queue = needs.map((need) => need.step);
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (before.has(id)) continue;
    before.add(id);
    queue.push(...(steps.get(id)?.needs ?? []).map((need) => need.step));
  }
  const gathering = [...before].filter((id) => steps.get(id)?.kind === 'agent').map((id) => run.steps.get(id));
  const lost = gathering.some((step) => step?.state === 'failed' || step?.state === 'cancelled');
  return lost && !gathering.some((step) => step?.output?.kind === 'agent');
}

/** Why a conditional step does not run; null when it does. */
function refusalOf(
  id: string,
  when: NonNullable<PlanStep['when']>,
  run: RunState,
  refuted: (upstream: StepState) => boolean,
): string | null {
  const upstream = run.steps.get(when.step);
  const ended = upstream?.state === 'completed' ? upstream : undefined;
  switch (when.test) {
    case 'refuted':
      return ended !== undefined && refuted(ended) ? null : `not needed: ${when.step} did not refute the conclusion`;
    case 'chosen': {
      const decision = decisionOf(ended, id);
      if (decision?.run === true) return null;
      return `not needed: ${decision?.reason ?? `${when.step} decided nothing about it`}`;
    }
    default:
      return assertNever(when.test);
  }
}

function titleOf(run: RunState, id: string): string {
  return run.plan.steps.find((step) => step.id === id)?.title ?? id;
}
