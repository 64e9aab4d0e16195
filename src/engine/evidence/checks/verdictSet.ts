import type { Violation } from '../../../protocol/finding.ts';
import type { RawVerdict } from '../answer.ts';
import { violation } from '../answer.ts';
import { namesWork } from './namesWork.ts';
import { objected } from './findingSteps.ts';
import type { AnswerCheck, AnswerCheckInput } from './model.ts';

/** From this many targets on a validator owes as many verdicts and every strategy. */
export const fullChallenge = 5;

const strategies: readonly (readonly [RawVerdict['strategy'], string])[] = [
  ['evidence', 'is the evidence true?'],
  ['fix', 'would the remedy work, and break nothing?'],
  ['assumptions', 'what is taken for granted?'],
];

/**
 * A challenge of five or more targets has at least five verdicts and attacks evidence, remedy and assumptions; when outside or
 * provided material backs a target, also how that was gathered. Each verdict names what was read or searched. Asked for
 * once; a verdict without is then ignored when verdicts are applied.
 */
export const verdictSet: AnswerCheck = (state, input) => {
  if (input.step.output !== 'verdicts' || input.answer.verdicts === null) return state;
  return objected(state, input, [...setObjections(input), ...workObjections(input)]);
};

function setObjections({ answer, targets, handed }: AnswerCheckInput): Violation[] {
  const verdicts = answer.verdicts ?? [];
  if (targets.length < fullChallenge) return [];
  const used = new Set(verdicts.map((verdict) => verdict.strategy));
  const gathered = handed.some((text) => /^Evidence \((?:web|provided)\)/m.test(text));
  const wanted = gathered
    ? [...strategies, ['gathering', 'was outside material gathered fairly?'] as const]
    : strategies;
  return [
    ...(verdicts.length < fullChallenge
      ? [
          violation(
            'verdicts',
            'verdict-minimum',
            `Give at least ${fullChallenge} verdicts; there are ${verdicts.length}.`,
          ),
        ]
      : []),
    ...wanted
      .filter(([strategy]) => !used.has(strategy))
      .map(([strategy, question]) =>
        violation('verdicts', 'verdict-strategy', `No verdict uses the strategy "${strategy}" (${question}).`),
      ),
  ];
}

function workObjections({ answer, verdicts }: AnswerCheckInput): Violation[] {
  return (answer.verdicts ?? []).flatMap((raw, i) => {
    const judged = verdicts[i];
    if (judged === undefined || raw.investigation === '' || namesWork(judged)) return [];
    return [
      violation(
        `${raw.at}.investigation`,
        'investigation',
        `Name the files you read or the words you searched for on ${raw.target.slice(0, 80)}; without them the verdict does not count.`,
      ),
    ];
  });
}
