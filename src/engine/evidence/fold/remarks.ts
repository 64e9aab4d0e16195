import type { AgentStep, Plan } from '../../../protocol/plan.ts';
import { onlyDispatched } from './authors.ts';
import { mergeGaps } from './gapRules.ts';
import { mapItems, noted } from './items.ts';
import type { FoldRule } from './model.ts';

/** Steps whose readers only comment on the draft: validators that give findings instead of verdicts. */
export function remarkSteps(plan: Pick<Plan, 'steps'>): ReadonlySet<string> {
  const steps = plan.steps.filter((step): step is AgentStep => step.kind === 'agent');
  return new Set(
    steps.filter((step) => step.role === 'validator' && step.output === 'findings').map((step) => step.id),
  );
}

const remark = 'A remark on the draft, made by a reader after it was written.';

const marked: FoldRule = (state) => mapItems(state, (item) => (item.section === 'lead' ? item : noted(item, remark)));

/** Remarks are about the draft, so no rule about evidence weighs, merges or caps them. */
export const remarkRules: readonly FoldRule[] = [onlyDispatched, mergeGaps, marked];
