import { violation } from '../../../evidence/answer.ts';
import { idsIn } from '../../citations.ts';
import type { Check, DraftRecord } from '../../draft.ts';

/** Below this many findings it is no wonder when each has its recommendation. */
const fewFindings = 3;

/**
 * As many recommendations as findings, and none left alone, means that nothing was weighed. Looks at the list "recommendations", else
 * at the first one that is challenged; what a recommendation cures stands in its field `addresses`, without one in any field and in its
 * evidence. Action: reprompt, then a note.
 */
export const recommendationInflation: Check = (draft, { findings }) => {
  const list =
    draft.lists.find(({ spec }) => spec.name === 'recommendations') ?? draft.lists.find(({ spec }) => spec.challenge);
  const real = findings.filter((finding) => finding.kind === 'finding');
  if (list === undefined || real.length < fewFindings || list.records.length < real.length) return {};
  const used = new Set(list.records.flatMap(curedBy));
  if (real.some((finding) => !used.has(finding.id))) return {};
  const counts = `${list.records.length} recommendations for ${real.length} findings, and none is left alone`;
  return {
    violations: [
      violation(
        `records.${list.spec.name}`,
        'inflation',
        `${counts}. Join those with one cause, and leave alone what costs more to change than it harms.`,
      ),
    ],
    notes: [`${counts}: this looks like a list of everything rather than a choice.`],
  };
};

/** Ids that a recommendation says it cures. Evidence alone may also name what merely supports it. */
function curedBy({ evidence, fields }: DraftRecord): readonly string[] {
  const { addresses } = fields;
  if (addresses !== undefined) return [...idsIn([addresses].flat().join(' '))];
  return [...evidence, ...idsIn(Object.values(fields).flat().join('\n'))];
}
