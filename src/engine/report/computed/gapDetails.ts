import { type DocumentContext, extraText } from '../documentContext.ts';
import { findingMarkdown } from '../findingMarkdown.ts';
import { inlineMarkdown } from '../markdownText.ts';
import { gapsOf } from './gapData.ts';

/** Each gap with the places of both sides, the lines themselves and the direction of a remedy. For people who read code. */
export function gapDetails(context: DocumentContext): string {
  return gapsOf(context)
    .map(({ finding, category, confidence }) => {
      const more = (['effort', 'risks', 'risk', 'domain'] as const).flatMap((name) => {
        const text = extraText(context, finding.id, name);
        return text === '' ? [] : [`- **${name.charAt(0).toUpperCase()}${name.slice(1)}**: ${inlineMarkdown(text)}`];
      });
      const facts = [`- **Kind**: ${category}`, `- **Confidence**: ${confidence}`, ...more];
      return findingMarkdown(finding, { level: 3, quotes: true, facts });
    })
    .join('\n\n');
}
