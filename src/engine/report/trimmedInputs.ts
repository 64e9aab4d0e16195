import type { BuildInput } from './model.ts';

const maxLines = 200;

/** What was cut from prompts: by the compiler before the run, and from results handed over while it ran. One line per step. */
export function trimmedInputs(input: BuildInput): string[] {
  const outputs = new Map(input.steps.map((step) => [step.id, step.output]));
  return input.plan.steps
    .flatMap((step) => {
      if (step.kind !== 'agent') return [];
      const output = outputs.get(step.id);
      const late = output?.kind === 'agent' ? texts(output.extra['trimmed']) : [];
      const cuts = [...step.trimmed, ...late];
      return cuts.length === 0 ? [] : [`${step.title} (${step.id}): ${cuts.join('; ')}.`];
    })
    .slice(0, maxLines);
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string').slice(0, 40) : [];
}
