import type { ScopeDocument } from '../../../protocol/plan.ts';
import type { DocumentContext } from '../documentContext.ts';
import { codeMarkdown } from '../markdownText.ts';

/** Bounds from which on a document is hard to find one's way in. */
const longLines = 500;
const fewHeadings = 5;
const headingGap = 80;
const openingLines = 200;
const maxTopics = 3;

/** What can be measured about the documents that the run is about: size, headings, links in and out. */
export function documentMetrics({ plan }: DocumentContext): string {
  return plan.scope.documents
    .filter((document) => plan.subject.includes(document.path))
    .map((document) => {
      const problems = problemsOf(document);
      const facts = `${document.lines} lines, ${document.headings.length} headings, ${document.inboundLinks} links to it`;
      return [
        `- ${codeMarkdown(document.path)}: ${facts}.${problems.length === 0 ? ' Nothing stands out.' : ''}`,
        ...problems.map((problem) => `  - ${problem}`),
      ].join('\n');
    })
    .join('\n');
}

export function problemsOf(document: ScopeDocument): string[] {
  const { headings, lines, deadLinks } = document;
  const problems: string[] = [];
  if (lines > longLines && headings.length < fewHeadings)
    problems.push(`More than ${longLines} lines with fewer than ${fewHeadings} headings.`);
  const starts = [1, ...headings.map((heading) => heading.line), lines];
  const widest = starts.reduce((gap, line, i) => Math.max(gap, line - (starts[i - 1] ?? line)), 0);
  // A list of headings that was cut says nothing about what follows it.
  if (widest > headingGap && headings.length < 60) problems.push(`${widest} lines without a heading.`);
  if (document.inboundLinks === 0) problems.push('No other document links to it.');
  for (const link of deadLinks)
    problems.push(`Line ${link.line}: the link ${codeMarkdown(link.target)} leads to no file.`);
  const topics = new Set(
    headings.filter((heading) => heading.line <= openingLines).flatMap((heading) => topicOf(heading.text)),
  );
  if (topics.size > maxTopics)
    problems.push(`The first ${openingLines} lines mix ${topics.size} kinds of content: ${[...topics].join(', ')}.`);
  return problems;
}

const topicWords: readonly (readonly [string, RegExp])[] = [
  ['tutorial', /\b(?:tutorial|getting started|quick ?start|first steps|walkthrough)\b/i],
  ['how-to', /\b(?:how to|guide|recipes?|usage|deploy(?:ment)?|install(?:ation)?|setup|set up)\b/i],
  ['reference', /\b(?:reference|api|endpoints?|configuration|options|schema|glossary|commands?)\b/i],
  ['explanation', /\b(?:background|architecture|overview|concepts?|design|rationale|why)\b/i],
  ['operations', /\b(?:runbook|troubleshooting|monitoring|alerts?|incidents?|rollback)\b/i],
  ['decision', /\b(?:decisions?|alternatives|consequences)\b/i],
  ['planning', /\b(?:roadmap|milestones?|phases?|todo|backlog)\b/i],
];

function topicOf(heading: string): string[] {
  return topicWords.flatMap(([topic, words]) => (words.test(heading) ? [topic] : []));
}
