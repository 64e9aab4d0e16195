import { type DocumentContext, extraText } from '../documentContext.ts';
import { inlineMarkdown } from '../markdownText.ts';
import { shortened, tableMarkdown } from '../sectionText.ts';
import { type Gap, gapsOf } from './gapData.ts';

/** Every gap with its kind and confidence, then what is expected, what is there and why it matters. Without places: those are in the details. */
export function gapIndex(context: DocumentContext): string {
  const gaps = gapsOf(context);
  const table = tableMarkdown(
    ['Id', 'Gap', 'Kind', 'Confidence'],
    gaps.map((gap) => [gap.finding.id, gap.finding.title, gap.category, `${gap.confidence} (${gap.why})`]),
  );
  const blocks = gaps.map((gap) => gapBlock(context, gap)).filter((block) => block !== '');
  return [table, ...blocks].join('\n\n');
}

function gapBlock(context: DocumentContext, { finding }: Gap): string {
  const rows: readonly (readonly [string, string])[] = [
    ['Expected', extraText(context, finding.id, 'expected', 'desired', 'desiredState')],
    ['Today', extraText(context, finding.id, 'current', 'currentState', 'actual')],
    ['Why it matters', extraText(context, finding.id, 'whyItMatters', 'why', 'impact')],
    ['Who is affected', extraText(context, finding.id, 'actors', 'actor')],
  ];
  const lines = rows.flatMap(([label, text]) =>
    text === '' ? [] : [`- **${label}**: ${inlineMarkdown(shortened(text, 600))}`],
  );
  return lines.length === 0 ? '' : [`### ${inlineMarkdown(`${finding.id} ${finding.title}`)}`, '', ...lines].join('\n');
}
