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

/** What the index says of each gap: its label, and the fields of an answer that may hold it. */
export const indexFields: readonly (readonly [label: string, names: readonly string[]])[] = [
  ['Expected', ['expected', 'desired', 'desiredState']],
  ['Today', ['current', 'currentState', 'actual']],
  ['Why it matters', ['whyItMatters', 'why', 'impact']],
  ['Who is affected', ['actors', 'actor']],
];

function gapBlock(context: DocumentContext, { finding }: Gap): string {
  const said = new Set<string>();
  const lines = indexFields.flatMap(([label, names]) => {
    const text = shortened(extraText(context, finding.id, ...names), 600);
    if (text === '' || said.has(text)) return [];
    said.add(text);
    return [`- **${label}**: ${inlineMarkdown(text)}`];
  });
  // The id stands last: the heading that starts with it is that of the details.
  return lines.length === 0 ? '' : [`### ${inlineMarkdown(finding.title)} [${finding.id}]`, '', ...lines].join('\n');
}
