import type { AgentStep } from '../../protocol/plan.ts';
import type { RunState } from '../../protocol/run.ts';
import { verdictTargets } from '../evidence/fold/applyVerdicts.ts';
import { foldResultOf } from './codeOps.ts';

/** Ids that a validator must give a verdict on, and that a root cause may cite. Empty for steps that do neither. */
export function answerTargets(step: AgentStep, run: RunState): string[] {
  if (step.output === 'findings') return [];
  const folds = step.inputs.map((id) => foldResultOf(run, id)).filter((fold) => fold !== undefined);
  const ids =
    step.output === 'verdicts'
      ? folds.flatMap(verdictTargets)
      : folds.flatMap((fold) => fold.findings.map((finding) => finding.id));
  return [...new Set(ids)];
}
