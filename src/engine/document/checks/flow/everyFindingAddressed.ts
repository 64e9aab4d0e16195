import { violation } from '../../../evidence/answer.ts';
import { citedIn } from '../../citations.ts';
import type { Check } from '../../draft.ts';
import { documentLimits as limits } from '../../documentLimits.ts';

/** Every finding that was handed over is named somewhere in the document. Action: reprompt, then a note with those that are not. */
export const everyFindingAddressed: Check = (draft, { findings }) => {
  const cited = citedIn(draft);
  const missing = findings
    .filter((finding) => finding.kind === 'finding' && !cited.has(finding.id))
    .map((finding) => finding.id);
  if (missing.length === 0) return {};
  const named = missing.slice(0, limits.named * 3).join(', ');
  const more = missing.length > limits.named * 3 ? ` and ${missing.length - limits.named * 3} more` : '';
  return {
    violations: [
      violation(
        '',
        'unaddressed',
        `The document says nothing about ${named}${more}. Use each, or say why it changes nothing.`,
      ),
    ],
    notes: [`Findings that the document does not mention: ${named}${more}.`],
  };
};
