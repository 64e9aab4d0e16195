import type { Citation } from '../../protocol/finding.ts';
import type { ReportFinding } from '../../protocol/report.ts';
import { detailOf } from '../evidence/fold/details.ts';
import { idClass } from '../evidence/fold/ids.ts';
import { isFound } from '../evidence/found.ts';
import { codeMarkdown, fencedMarkdown, inlineMarkdown, plainMarkdown } from './markdownText.ts';
import { placeText, shortened } from './sectionText.ts';

interface Form {
  readonly level: 3 | 4;
  /** Lines that belong to the flow, under the traits. */
  readonly facts?: readonly string[];
  /** Labels of details that stand elsewhere in the same document. */
  readonly without?: ReadonlySet<string>;
}

const maxQuote = 1500;
const maxText = 2500;

/**
 * One finding with everything that a report says about it: traits, claim, recommendation, details, each citation with its status, notes.
 * The line of traits tells such a block from a mention, see `shownInBody`.
 */
export function findingMarkdown(finding: ReportFinding, { level, facts = [], without = new Set() }: Form): string {
  const details = finding.notes.flatMap((note) => {
    const detail = detailOf(note);
    return detail === null || without.has(detail.label)
      ? []
      : [`- **${inlineMarkdown(detail.label)}**: ${inlineMarkdown(detail.text)}`];
  });
  const remarks = finding.notes
    .filter((note) => detailOf(note) === null && !note.startsWith('Tier: '))
    .map((note) => `- ${inlineMarkdown(note)}`);
  const advice = finding.recommendation.trim();
  const parts = [
    headingOf(finding, level),
    inlineMarkdown(traitsOf(finding)),
    [...facts, ...details].join('\n'),
    plainMarkdown(finding.claim),
    ...(advice === '' ? [] : [`**Recommendation:** ${plainMarkdown(advice)}`]),
    ...finding.citations.map(citationMarkdown),
    remarks.join('\n'),
  ];
  return parts.filter((part) => part.trim() !== '').join('\n\n');
}

/** One finding as it would stand in a review: places and lines that were found, claim, recommendation. */
export function reviewMarkdown(finding: ReportFinding, level: 3 | 4): string {
  const found = finding.citations.filter(isFound);
  const places = found.map((citation) => codeMarkdown(placeText(citation)));
  const parts = [
    headingOf(finding, level),
    places.length === 0 ? '_None of its places could be verified._' : places.join(', '),
    plainMarkdown(shortened(finding.claim, maxText)),
    ...found.slice(0, 3).map((citation) => fencedMarkdown(shortened(citation.quote, maxQuote))),
  ];
  if (finding.recommendation.trim() !== '')
    parts.push(`**Recommendation:** ${plainMarkdown(shortened(finding.recommendation, maxText))}`);
  return parts.filter((part) => part.trim() !== '').join('\n\n');
}

/** What a finding is, on one line. Gaps and tests have no severity of their own. */
export function traitsOf(finding: ReportFinding): string {
  const by = [finding.persona, ...finding.alsoRaisedBy].join(', ');
  const known = idClass(finding.id);
  const severity = known === 'G' || known === 'TP' ? [] : [finding.severity];
  return [
    ...(finding.kind === 'lead' ? ['lead, not judged by a model'] : severity),
    finding.category,
    `confidence ${finding.confidence}`,
    `raised by ${by}`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function headingOf(finding: ReportFinding, level: number): string {
  return `${'#'.repeat(level)} ${inlineMarkdown(`${finding.id} ${finding.title}`)}`;
}

function citationMarkdown(citation: Citation): string {
  const { note = '', quote, status } = citation;
  const head = `${codeMarkdown(placeText(citation))} **${status}**${note === '' ? '' : ` (${inlineMarkdown(note)})`}`;
  return quote.trim() === '' ? head : `${head}\n\n${fencedMarkdown(quote)}`;
}
