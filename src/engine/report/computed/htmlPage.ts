import type { DocumentContext } from '../documentContext.ts';
import { inlineMarkdown } from '../markdownText.ts';
import { pageProblems, pageSlots } from '../page/pageSlots.ts';

/** What the summary page holds and where it breaks one of its limits. The page itself is an artifact of the report. */
export function htmlPage(context: DocumentContext): string {
  const slots = pageSlots(context);
  if (slots === null) return '';
  const counts = [
    `${slots.outcomes.length} outcomes`,
    `${slots.asks.length} asks`,
    `${slots.steps.length} steps`,
    `${slots.flows.length} flow diagrams`,
    `${slots.exclusions.length} exclusions`,
  ];
  const problems = pageProblems(slots);
  return [
    `The page "${inlineMarkdown(slots.title)}" is complete in one file (${counts.join(', ')}) and works offline. Save it from this report.`,
    ...(problems.length === 0
      ? []
      : ['Outside its limits:', problems.map((problem) => `- ${inlineMarkdown(problem)}`).join('\n')]),
  ].join('\n\n');
}
