import { violation } from '../../../evidence/answer.ts';
import type { Check } from '../../draft.ts';

/** Below this many findings it is no wonder when each has its recommendation. */
const fewFindings = 3;

/**
 * As many recommendations as findings, and none left alone, means that nothing was weighed. Looks at the list "recommendations", else
 * at the first one that is challenged. Action: reprompt, then a note.
 */
export const recommendationInflation: Check = (draft, { findings }) => {
  const list =
    draft.lists.find(({ spec }) => spec.name === 'recommendations') ?? draft.lists.find(({ spec }) => spec.challenge);
  const real = findings.filter((finding) => finding.kind === 'finding');
  if (list === undefined || real.length < fewFindings || list.records.length < real.length) return {};
  const used = new Set(list.records.flatMap((record) => [...record.evidence, ...Object.values(record.fields).flat()]));
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
