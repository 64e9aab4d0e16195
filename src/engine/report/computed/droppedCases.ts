import type { DocumentContext } from '../documentContext.ts';
import { inlineMarkdown } from '../markdownText.ts';
import { shortened } from '../sectionText.ts';

const maxShown = 60;

/** Cases that were raised and are not planned, each with the rule that decided it. */
export function droppedCases({ fold }: DocumentContext): string {
  const lines = fold.excluded
    .slice(0, maxShown)
    .map((entry) => `- ${inlineMarkdown(`${entry.title} (${entry.persona}): ${shortened(entry.reason, 300)}`)}`);
  const more = fold.excluded.length - lines.length;
  return [...lines, ...(more > 0 ? [`- And ${more} more, all listed under Excluded.`] : [])].join('\n');
}
