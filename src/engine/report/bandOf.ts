import { type Band, choiceSchema } from '../../protocol/plan.ts';
import type { BuildInput } from './model.ts';

/**
 * The size that a run really had and why. When a step decided it after the discovery, that decision is the truth: what the plan says is
 * only where the run started.
 */
export function bandOf(input: Pick<BuildInput, 'plan' | 'steps'>): { readonly value: Band; readonly reason: string } {
  const { plan } = input;
  for (const step of plan.steps) {
    if (step.kind !== 'code' || step.op !== 'size') continue;
    const output = input.steps.find((candidate) => candidate.id === step.id)?.output;
    const choice = output?.kind === 'code' ? choiceSchema.safeParse(output.data).data : undefined;
    if (choice === undefined || choice.band === null) continue;
    return { value: choice.band, reason: choice.reason };
  }
  return { value: plan.band.value, reason: plan.band.reason };
}
