import type { Violation } from '../../../protocol/finding.ts';
import { violation } from '../answer.ts';
import { gapCategory, sidesOf } from '../fold/gapSides.ts';
import { isStance } from '../fold/gapStance.ts';
import { objected, pairsOf } from './findingSteps.ts';
import type { AnswerCheck } from './model.ts';

/** A gap names its category and quotes both sides. Asked for once here; the fold excludes gaps with one side. */
export const gapShape: AnswerCheck = (state, input) => {
  if (input.plan.rules !== 'gaps' || input.repaired) return state;
  const objections = pairsOf(state, input).flatMap(({ finding, at }): Violation[] => {
    if (isStance(finding)) return [];
    const sides = sidesOf(finding, input.plan.subject);
    const missing = [...(sides.current ? [] : ['the current state']), ...(sides.desired ? [] : ['the desired state'])];
    return [
      ...(missing.length === 0
        ? []
        : [
            violation(
              `${at}.evidence`,
              'both-sides',
              `A gap quotes both sides; there is no quote of ${missing.join(' and of ')}.`,
            ),
          ]),
      ...(gapCategory(finding) === null
        ? [
            violation(
              `${at}.category`,
              'gap-category',
              'The category of a gap is missing, partial, divergent or implicit.',
            ),
          ]
        : []),
    ];
  });
  return objected(state, input, objections);
};
