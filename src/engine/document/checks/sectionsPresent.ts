import { violation } from '../../evidence/answer.ts';
import type { Check } from '../draft.ts';

/**
 * Every required section of the writer is there and says something. Action: reprompt, then fail. An empty section that may be left
 * out is taken out (fix).
 */
export const sectionsPresent: Check = (draft, { spec }) => {
  const said = new Map(draft.sections.map((section) => [section.heading, section.markdown]));
  const wanted = spec.sections.filter((section) => section.from === 'writer' && section.required);
  const missing = wanted.filter((section) => !said.has(section.heading));
  const empty = wanted.filter((section) => said.get(section.heading)?.trim() === '');
  return {
    draft: { ...draft, sections: draft.sections.filter((section) => section.markdown.trim() !== '') },
    violations: [
      ...missing.map(({ heading }) =>
        violation(`sections.${heading}`, 'missing-section', `The section "## ${heading}" is missing.`),
      ),
      ...empty.map(({ heading }) =>
        violation(`sections.${heading}`, 'empty-section', `The section "## ${heading}" is empty.`),
      ),
    ],
    failures: [...missing, ...empty].map(({ heading }) => `The section "${heading}" is missing.`),
  };
};
