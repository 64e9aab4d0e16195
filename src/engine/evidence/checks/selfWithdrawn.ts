import type { Finding } from '../../../protocol/finding.ts';
import { violation } from '../answer.ts';
import { personas } from '../fold/model.ts';
import { dropFindings, extraText, objected, pairsOf } from './findingSteps.ts';
import type { AnswerCheck } from './model.ts';

const order =
  '(?:actually |in fact |all |perfectly |quite |really |therefore |thus |hence )?(?:fine|ok|okay|correct|safe|right|intended|harmless|valid|as intended|guarded|handled|not an? (?:real |actual )?(?:issue|problem|bug|defect|concern|vulnerability))';

/** The author speaks of the own finding: sure when nothing follows. "The claim" is never one of them: it is a word of many trades. */
const sure: readonly RegExp[] = [
  new RegExp(
    `\\b(?:on (?:second thoughts?|(?:further )?reflection|closer (?:look|inspection|reading))|wait|hmm|never ?mind|actually)\\b[,.:;]?\\s+(?:no[,.:;]?\\s+)?(?:this|it|that|the code|the finding)(?: here)? (?:is|was|looks|seems|works|appears)(?: to be)? ${order}\\b`,
    'gi',
  ),
  /\b(?:i|we) (?:hereby )?(?:withdraw|retract|take back|withdrew|retracted) (?:this|the|my|that) (?:finding|point|issue)\b/gi,
  /\bthis (?:finding|issue|point) (?:is|was|has been) (?:hereby )?(?:withdrawn|retracted|invalid|not valid|moot)\b/gi,
  /\b(?:this|it|this finding) (?:is|was|turns out to be|turned out to be) (?:actually |in fact |really |therefore )?a false (?:positive|alarm)\b/gi,
  /\b(?:please )?(?:disregard|ignore) this (?:finding|point|issue)\b/gi,
];
/** These may as well rule out something else; the author is asked. */
const unsure: readonly RegExp[] = [
  /\b(?:this|it|that) (?:is|was|turns out to be|turned out to be) (?:actually |in fact |really |therefore |thus |hence )?(?:not (?:actually |really )?an? (?:real |actual )?(?:issue|problem|bug|defect|concern|vulnerability|finding)|no (?:real |actual )?(?:issue|problem|bug|defect|concern))\b/gi,
];
const title =
  /^(?:not an? (?:issue|problem|bug|finding)|no (?:issue|problem|bug)|false (?:positive|alarm)|withdrawn|retracted)\b\s*(?:[:.,(-]|$)|\((?:false (?:positive|alarm)|withdrawn|retracted|not an? (?:issue|bug))\)\s*$/i;
/** What may follow a withdrawal: nothing, or that nothing is to be done. A condition, a contrast or a sentence of harm does not. */
const nothingMore =
  /^(?:,? (?:because|since|as)\b[^.;!?\n]{0,200})?[\s.!)"'`*_]*(?:[,;:-]?\s*(?:so|and|therefore|thus|hence)?,?\s*(?:no|nothing|we can|can be)\b[^.;\n]{0,60}(?:needed|required|necessary|to (?:do|fix|change)|closed?|ignored|dropped)[^.;\n]{0,20})?[\s.!)"'`*_]*$/i;
/** Somebody else says so (a comment, a caller, a document), or it is said under a condition. */
const reported =
  /\b(?:says?|said|claims?|claimed|states?|stated|assum\w+|believ\w+|suggests?|argues?|comments?|documented|treats?|thinks?|tells?|as if|that|whether|if|unless|not|because|when|while|once|until)\W*$|\b(?:says?|think|believes?|argues?|claims?|if|when|on a single|today|at first sight|alone)\b[^.;!?\n]{0,60}$/i;

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

/** The words by which a finding takes itself back at its end, and whether they leave no doubt; null when it does not. */
export function withdrawal(
  finding: Pick<Finding, 'title' | 'claim' | 'recommendation'>,
): { readonly words: string; readonly sure: boolean } | null {
  const titled = title.exec(finding.title.trim());
  if (titled !== null && !/\bbut\b/i.test(finding.title)) return { words: titled[0].trim(), sure: true };
  const claim = finding.claim.trim();
  const started = title.exec(claim);
  if (started !== null && nothingMore.test(claim.slice(started.index + started[0].length)))
    return { words: started[0].trim(), sure: true };
  const texts = [finding.title, finding.claim, finding.recommendation].map((text) => text.slice(-8_000));
  for (const [statements, isSure] of [[sure, true] as const, [unsure, false] as const]) {
    for (const text of texts) {
      const words = lastWords(text, statements);
      if (words !== null) return { words, sure: isSure };
    }
  }
  return null;
}

/** The statement that a text ends with, when it is the author's own. */
function lastWords(text: string, statements: readonly RegExp[]): string | null {
  for (const statement of statements) {
    const match = [...text.matchAll(statement)].at(-1);
    if (match === undefined) continue;
    const before = text.slice(Math.max(0, match.index - 80), match.index);
    if (!reported.test(before) && nothingMore.test(text.slice(match.index + match[0].length)))
      return match[0].replace(/\s+/g, ' ');
  }
  return null;
}

/** Findings that their own author takes back are excluded (rule `self-withdrawn`); when it is in doubt, the author is asked once. */
export const selfWithdrawn: AnswerCheck = (state, input) => {
  if (factual.has(input.step.persona)) return state;
  const taken = (finding: Finding): ReturnType<typeof withdrawal> =>
    extraText(finding, 'stance') === '' ? withdrawal(finding) : null;
  const kept = dropFindings(state, 'self-withdrawn', (finding) => {
    const back = taken(finding);
    return back?.sure === true ? `Its own text takes it back: "${back.words}".` : null;
  });
  const doubts = pairsOf(kept, input).flatMap(({ finding, at }) => {
    const back = taken(finding);
    return back === null
      ? []
      : [
          violation(
            `${at}.claim`,
            'self-withdrawn',
            `"${finding.title.slice(0, 80)}" ends with "${back.words}". Leave the finding out if it is none; else say what goes wrong.`,
          ),
        ];
  });
  return objected(kept, input, doubts);
};
