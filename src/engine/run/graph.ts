import type { Plan, PlanStep } from '../../protocol/plan.ts';

/** Derived facts of a plan that never change during a run. */
export interface PlanGraph {
  readonly byId: ReadonlyMap<string, PlanStep>;
  /** Steps that name the key in their `needs`. */
  readonly dependants: ReadonlyMap<string, readonly string[]>;
  /** Weight of the longest chain of work that starts at the step, itself included; larger starts first. */
  readonly rank: ReadonlyMap<string, number>;
  readonly order: ReadonlyMap<string, number>;
}

/** Agents take minutes, code steps milliseconds; only the ratio matters. */
const weight = { agent: 1, code: 0.001 } as const;

/** `plan` must be acyclic (the compiler checks it). Cost: O(steps + needs). */
export function planGraph(plan: Plan): PlanGraph {
  const byId = new Map(plan.steps.map((step) => [step.id, step]));
  const order = new Map(plan.steps.map((step, index) => [step.id, index]));
  const dependants = new Map<string, string[]>(plan.steps.map((step) => [step.id, []]));
  for (const step of plan.steps) for (const need of step.needs) dependants.get(need.step)?.push(step.id);

  const rank = new Map<string, number>();
  const waiting = new Map(plan.steps.map((step) => [step.id, dependants.get(step.id)?.length ?? 0]));
  const ready = plan.steps.filter((step) => waiting.get(step.id) === 0);
  for (let step = ready.pop(); step !== undefined; step = ready.pop()) {
    const after = Math.max(0, ...(dependants.get(step.id) ?? []).map((id) => rank.get(id) ?? 0));
    rank.set(step.id, weight[step.kind] + after);
    for (const need of step.needs) {
      const left = (waiting.get(need.step) ?? 0) - 1;
      waiting.set(need.step, left);
      const upstream = byId.get(need.step);
      if (left === 0 && upstream !== undefined) ready.push(upstream);
    }
  }
  return { byId, dependants, rank, order };
}
