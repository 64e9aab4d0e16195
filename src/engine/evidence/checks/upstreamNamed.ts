import type { Violation } from '../../../protocol/finding.ts';
import { violation } from '../answer.ts';
import { isProposed } from '../fold/gapStance.ts';
import { namedIds, needsUpstream } from '../fold/upstreamIds.ts';
import { objected, pairsOf } from './findingSteps.ts';
import type { AnswerCheck } from './model.ts';

/**
 * Risk and architecture build on findings of others and raise none of their own: each item names the ids it addresses. Asked
 * for once here; the fold excludes items that name none that exists.
 */
export const upstreamNamed: AnswerCheck = (state, input) => {
  if (!needsUpstream(input.step) || input.repaired) return state;
  const objections = pairsOf(state, input).flatMap(({ finding, at }): Violation[] =>
    namedIds(finding).length > 0 || isProposed(finding)
      ? []
      : [violation(at, 'upstream', 'Name the ids of the handed findings that this addresses, in "addresses".')],
  );
  return objected(state, input, objections);
};
