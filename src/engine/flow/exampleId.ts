import type { FoldRules } from '../../protocol/plan.ts';

/** How the id of a merged finding looks under these rules, for examples in prompts. */
export function exampleId(rules: FoldRules, number = 1): string {
  const prefix = { 'code-review': 'CRIT', generic: 'CRIT', investigate: 'E', gaps: 'G', tests: 'TP' }[rules];
  return `${prefix}-${String(number).padStart(3, '0')}`;
}
