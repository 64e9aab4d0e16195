import type { Finding } from '../../../protocol/finding.ts';
import { personas } from '../fold/model.ts';
import { dropFindings, extraText } from './findingSteps.ts';
import type { AnswerCheck } from './model.ts';

/** Words by which an author takes a finding back. Each must stand as a statement of its own, see `withdrawal`. */
const statements: readonly RegExp[] = [
  /\b(?:on (?:second thoughts?|(?:further )?reflection|closer (?:look|inspection|reading))|wait|hmm|never ?mind|actually)\b[,.:;]?\s+(?:no[,.:;]?\s+)?(?:this|it|that|the code|the finding)(?: here)? (?:is|was|looks|seems|works|appears)(?: to be)? (?:actually |in fact |all |perfectly |quite )?(?:fine|ok|okay|correct|safe|right|intended|harmless|valid|as intended|guarded|handled|not (?:a|an)\b)/i,
  /\b(?:this|it|that|which) (?:is|was|turns out to be|turned out to be) (?:actually |in fact |really |therefore |thus |hence )?(?:not (?:actually |really )?an? (?:real |actual )?(?:issue|problem|bug|defect|concern|vulnerability|finding)|no (?:real |actual )?(?:issue|problem|bug|defect|concern)|a false (?:positive|alarm))\b/i,
  /\b(?:i |we )?(?:hereby )?(?:withdraw|retract|take back|withdrew|retracted) (?:this|the|my|that) (?:finding|claim|point|issue)\b/i,
  /\b(?:this|the) (?:finding|claim|issue) (?:is|was|has been) (?:withdrawn|retracted|invalid|not valid|moot)\b/i,
  /\b(?:please )?(?:disregard|ignore) this (?:finding|point|issue|one)\b/i,
];
const title =
  /^(?:not an? (?:issue|problem|bug|finding)|no (?:issue|problem|bug)|false (?:positive|alarm)|withdrawn|retracted)\b\s*(?:[:.,(-]|$)|\((?:false (?:positive|alarm)|withdrawn|retracted|not an? (?:issue|bug))\)\s*$/i;
/** What follows takes the withdrawal back, or it holds only under a condition. */
const qualified =
  /^[^.;!?\n]*\b(?:but|however|though|although|yet|except|unless|until|only|if|when|for|with|in|while|provided)\b|^[^\n]{0,40}\b(?:But|However|Still|Yet)\b/;
/** Somebody else says so: a comment, a caller, a document. */
const reported =
  /\b(?:says?|said|claims?|claimed|states?|stated|assum\w+|believ\w+|suggests?|argues?|comments?|documented|treats?|thinks?|tells?|as if|that|whether|if|unless|not|because)\W*$/i;

/** Agents whose task it is to state facts, also that something is in order: what they rule out is a result. */
const factual: ReadonlySet<string> = new Set([
  personas.investigator,
  personas.explorer,
  personas.scanner,
  personas.auditor,
  personas.researcher,
  personas.gaps,
  personas.validator,
]);

/** The words by which a finding takes itself back; null when it does not. */
export function withdrawal(finding: Pick<Finding, 'title' | 'claim' | 'recommendation'>): string | null {
  const inTitle = title.exec(finding.title.trim()) ?? title.exec(finding.claim.trim());
  if (inTitle !== null && !/\bbut\b/i.test(finding.title)) return inTitle[0].trim();
  for (const text of [finding.title, finding.claim, finding.recommendation]) {
    for (const statement of statements) {
      const match = statement.exec(text.slice(0, 8_000));
      if (match === null) continue;
      const before = text.slice(Math.max(0, match.index - 60), match.index);
      const after = text.slice(match.index + match[0].length);
      if (!reported.test(before) && !qualified.test(after)) return match[0].replace(/\s+/g, ' ');
    }
  }
  return null;
}

/** Findings that their own author takes back while writing are excluded (rule `self-withdrawn`). */
export const selfWithdrawn: AnswerCheck = (state, { step }) => {
  if (factual.has(step.persona)) return state;
  return dropFindings(state, 'self-withdrawn', (finding) => {
    if (extraText(finding, 'stance') !== '') return null;
    const words = withdrawal(finding);
    return words === null ? null : `Its own text takes it back: "${words}".`;
  });
};
