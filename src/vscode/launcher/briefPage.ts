import { answered, type Draft, launcherTitle, next, type PageEnd, type Place } from './draft.ts';
import { askText } from './questions.ts';

const maxBrief = 20_000;

/** Asks for the person's own words. An optional brief may stay empty. */
export async function briefPage(draft: Draft, place: Place): Promise<PageEnd> {
  const flow = answered(draft.flow);
  const [example] = flow.briefExamples;
  const answer = await askText({
    title: `${launcherTitle}: ${flow.title}`,
    ...place,
    prompt: flow.briefRequired ? flow.briefPrompt : `${flow.briefPrompt} Optional: press Enter to go on.`,
    placeholder: example === undefined ? '' : `For example: ${example}`,
    // Offered again only where one must be given: an old brief that rides along unseen would bend the run.
    value: draft.brief === '' && flow.briefRequired ? (draft.memory.briefs[flow.name] ?? '') : draft.brief,
    refuse(text) {
      if (flow.briefRequired && text.trim() === '')
        return 'This flow needs one or two sentences about what is wrong or wanted.';
      if (text.length > maxBrief) return `At most ${maxBrief} characters; these are ${text.length}.`;
      return undefined;
    },
  });
  if (answer.kind !== 'value') return answer;
  draft.brief = answer.value.trim();
  return next;
}
