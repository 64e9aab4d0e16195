import { violation } from '../answer.ts';
import { objected } from './findingSteps.ts';
import type { AnswerCheck, AnswerCheckInput } from './model.ts';

/** Parts (protocols, dimensions) that the step must report on and that neither `checked` nor a finding nor a verdict names. */
export function uncovered(input: Pick<AnswerCheckInput, 'step' | 'answer'>): string[] {
  const { answer, step } = input;
  const said = [
    ...answer.checked,
    ...answer.findings.map((raw) => `${raw.title} ${raw.category} ${raw.claim} ${extraWords(raw.extra)}`),
    ...(answer.verdicts ?? []).map((raw) => `${raw.hypothesis} ${raw.investigation}`),
  ].map(wordsOf);
  return step.cover.filter((part) => {
    const words = [...wordsOf(part)];
    return words.length > 0 && !said.some((text) => words.every((word) => text.has(word)));
  });
}

/** Each part is reported as found or clear, by name. Missing ones are asked for once, then listed in the report. */
export const partCoverage: AnswerCheck = (state, input) => {
  const missing = uncovered(input);
  if (missing.length === 0) return state;
  if (input.repaired) return { ...state, notes: [...state.notes, `Not reported on: ${missing.join('; ')}.`] };
  return objected(
    state,
    input,
    missing.map((part) =>
      violation(
        'checked',
        'coverage',
        `Nothing is said on "${part}": report a finding, or name it in "checked" as clear.`,
      ),
    ),
  );
};

const fillers = new Set(['and', 'or', 'the', 'of', 'in', 'for', 'to', 'with', 'on', 'vs', 'by', 'an', 'a']);

/** Telling words, without case, plural and punctuation. */
function wordsOf(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(
    words.filter((word) => !fillers.has(word)).map((word) => (word.length > 3 ? word.replace(/s$/, '') : word)),
  );
}

function extraWords(extra: Readonly<Record<string, unknown>> | undefined): string {
  return Object.values(extra ?? {})
    .filter((value) => typeof value === 'string')
    .join(' ');
}
