import { excludedAs, mapItems } from './items.ts';
import type { FoldRule } from './model.ts';

/** A finding of a step that is not part of the plan, or signed by another persona than the step's, has no author: excluded. */
export const onlyDispatched: FoldRule = (state, { input }) => {
  const authors = new Map(input.steps.map((step) => [step.id, step.persona]));
  return mapItems(state, (item) => {
    const { step, persona } = item.finding;
    if (authors.get(step) === persona) return item;
    return excludedAs(item, 'undispatched', `${persona} was not part of this run as step "${step}".`);
  });
};
