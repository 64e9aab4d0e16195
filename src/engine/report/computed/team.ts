import type { DocumentContext } from '../documentContext.ts';
import { bandOf } from '../bandOf.ts';
import { inlineMarkdown } from '../markdownText.ts';

/** Who took part and why, and which domains were left out. */
export function team(context: DocumentContext): string {
  const { roster } = context.plan;
  const band = bandOf(context.input);
  if (roster.length === 0) return '';
  const line = (entry: (typeof roster)[number]): string =>
    `- **${inlineMarkdown(entry.persona)}** (${inlineMarkdown(entry.angle)}): ${inlineMarkdown(entry.reason)}`;
  const took = roster.filter((entry) => entry.included).map(line);
  const out = roster.filter((entry) => !entry.included).map(line);
  return [
    `Size ${band.value}: ${inlineMarkdown(band.reason)}`,
    ...(took.length === 0 ? [] : ['', 'Took part:', '', ...took]),
    ...(out.length === 0 ? [] : ['', 'Not part of this run:', '', ...out]),
  ].join('\n');
}
