import type { ReportFinding } from '../../protocol/report.ts';
import { isFound } from '../evidence/found.ts';
import { codeMarkdown, fencedMarkdown, inlineMarkdown, plainMarkdown } from './markdownText.ts';
import { placeText, shortened } from './sectionText.ts';

interface Form {
  readonly level: 3 | 4;
  /** Show the cited lines as they stand in the files. */
  readonly quotes: boolean;
  /** Lines that belong to the flow, under the places. */
  readonly facts?: readonly string[];
}

const maxQuote = 1500;
const maxText = 2500;

/** One finding as a block of a section. Its citations are only those that were found. */
export function findingMarkdown(finding: ReportFinding, { level, quotes, facts = [] }: Form): string {
  const found = finding.citations.filter(isFound);
  const places = found.map((citation) => codeMarkdown(placeText(citation)));
  const parts = [
    `${'#'.repeat(level)} ${inlineMarkdown(`${finding.id} ${finding.title}`)}`,
    places.length === 0 ? '_None of its places could be verified._' : places.join(', '),
    ...(facts.length === 0 ? [] : [facts.join('\n')]),
    plainMarkdown(shortened(finding.claim, maxText)),
    ...(quotes ? found.slice(0, 3).map((citation) => fencedMarkdown(shortened(citation.quote, maxQuote))) : []),
  ];
  if (finding.recommendation.trim() !== '')
    parts.push(`**Recommendation:** ${plainMarkdown(shortened(finding.recommendation, maxText))}`);
  return parts.filter((part) => part.trim() !== '').join('\n\n');
}
