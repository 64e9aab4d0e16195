import type { DocumentContext } from '../documentContext.ts';
import { inlineMarkdown } from '../markdownText.ts';
import { shortened } from '../sectionText.ts';
import { caveatsOf } from './gapData.ts';

/** Doubts about the material as a whole. They never change the confidence of a single gap. */
export function gapCaveats(context: DocumentContext): string {
  return caveatsOf(context)
    .slice(0, 12)
    .map((text) => `- ${inlineMarkdown(shortened(text, 500))}`)
    .join('\n');
}
