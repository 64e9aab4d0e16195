import type { WrittenDocument } from '../../protocol/document.ts';
import type { AgentStep } from '../../protocol/plan.ts';
import { readDocument } from '../evidence/judgement.ts';
import type { BuildInput } from './model.ts';

/** The document that a run arrived at, or why there is none. */
export type DocumentOutcome =
  | {
      readonly written: true;
      readonly document: WrittenDocument;
      readonly step: AgentStep;
      readonly rewritten: boolean;
    }
  | { readonly written: false; readonly why: string };

/** The document of the rewrite when it ran and was accepted, else that of the synthesizer. */
export function documentOutcome(input: BuildInput): DocumentOutcome {
  const writers = writersOf(input);
  if (writers.length === 0) return { written: false, why: 'This run has no step that writes the document.' };
  const reasons: string[] = [];
  for (const step of writers) {
    const ended = input.steps.find((candidate) => candidate.id === step.id);
    const output = ended?.output ?? null;
    const document = output?.kind === 'agent' && output.judged ? readDocument(output) : null;
    if (document !== null) return { written: true, document, step, rewritten: step.role === 'rewrite' };
    if (output?.kind !== 'skipped') reasons.push(missingReason(step, ended?.state, ended?.message ?? '', output?.kind));
  }
  if (input.backend === 'offline')
    return { written: false, why: 'No model was asked: the offline backend only lists leads.' };
  return { written: false, why: reasons.at(-1) ?? 'The step that writes the document did not run.' };
}

/** Steps that answer with the document, the later one first. */
function writersOf(input: BuildInput): AgentStep[] {
  const steps = input.plan.steps.filter((step) => step.kind === 'agent').filter((step) => step.output === 'document');
  return [...steps.filter((step) => step.role === 'rewrite'), ...steps.filter((step) => step.role !== 'rewrite')];
}

function missingReason(step: AgentStep, state: string | undefined, message: string, kind: string | undefined): string {
  const name = `${step.title} (${step.id})`;
  if (kind === 'agent') return `The answer of ${name} held no document that could be accepted.`;
  const how = endings[state ?? ''] ?? 'did not run';
  return `${name} ${how}${message === '' ? '.' : `: ${message}`}`;
}

const endings: Readonly<Record<string, string>> = {
  failed: 'failed',
  cancelled: 'was cancelled',
  blocked: 'is blocked',
};
