import type { Violation } from '../../../protocol/finding.ts';
import { violation } from '../answer.ts';
import { isFound } from '../found.ts';
import { personas } from '../fold/model.ts';
import { lessSure } from '../severity.ts';
import { changeFindings, pairsOf } from './findingSteps.ts';
import type { AnswerCheck } from './model.ts';

/** Analysts whose every claim is about code: what they say without quoting it cannot be checked. */
const quoting: ReadonlySet<string> = new Set([
  personas.structure,
  personas.behaviour,
  personas.concurrency,
  personas.investigator,
  personas.data,
  personas.delivery,
  personas.resilience,
  personas.security,
]);

/**
 * Each finding of these analysts carries verbatim code. Asked for once; a finding that still has none stays, less sure and
 * marked. A citation of code without a quote is the business of the citation check.
 */
export const codeQuoted: AnswerCheck = (state, input) => {
  if (!quoting.has(input.step.persona) || input.step.isolated) return state;
  const bare = pairsOf(state, input).filter(
    ({ finding }) => !finding.citations.some((citation) => citation.trust === 'codebase' && isFound(citation)),
  );
  if (!input.repaired) {
    const objections = bare.map(({ at }): Violation =>
      violation(`${at}.evidence`, 'code-quote', 'Quote the code this is about: trust "codebase", path, lines, quote.'),
    );
    return { ...state, violations: [...state.violations, ...objections] };
  }
  const keys = new Set(bare.map(({ finding }) => finding.key));
  return changeFindings(state, (finding) =>
    keys.has(finding.key)
      ? {
          finding: { ...finding, confidence: lessSure(finding.confidence) },
          note: 'No code is quoted for it, though it was asked for; confidence lowered.',
        }
      : null,
  );
};
