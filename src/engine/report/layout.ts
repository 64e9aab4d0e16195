import type { Report, ReportFinding, ReportSection } from '../../protocol/report.ts';
import { detailOf } from '../evidence/fold/details.ts';
import { idClass, type IdClass } from '../evidence/fold/ids.ts';
import type { Block, Tone } from './blocks.ts';
import { traitsOf } from './findingMarkdown.ts';
import { headBlocks } from './headBlocks.ts';
import { placeText } from './sectionText.ts';
import { shownInBody } from './shownInBody.ts';

interface Group {
  readonly heading: string;
  readonly ids: readonly (IdClass | null)[];
  /** Shown even when empty, in flows that have this class. */
  readonly always: boolean;
  readonly intro?: string;
}

const groups: readonly Group[] = [
  { heading: 'Evidence', ids: ['E'], always: false },
  { heading: 'Gaps', ids: ['G'], always: false },
  { heading: 'Planned tests', ids: ['TP'], always: false },
  { heading: 'Critical', ids: ['CRIT'], always: true },
  { heading: 'Warnings', ids: ['WARN'], always: true },
  { heading: 'Suggestions', ids: ['SUGG'], always: true },
  {
    heading: 'YAGNI candidates',
    ids: ['YAGNI'],
    always: false,
    intro:
      'Advice only: none of this will be fixed unless you ask for it. It is listed so that you can choose knowingly to keep, simplify or defer it. It does not count in the recommendation.',
  },
  { heading: 'Security vulnerabilities', ids: ['SEC'], always: false },
  { heading: 'Other findings', ids: [null], always: false },
  {
    heading: 'Leads',
    ids: ['LEAD'],
    always: false,
    intro: 'Places where a deterministic signal matched. No model has judged them; a lead is not a finding.',
  },
];

/** The whole report as blocks, in reading order. */
export function layoutReport(report: Report): Block[] {
  const at = (place: ReportSection['place']): Block[] =>
    report.sections.filter((section) => section.place === place).flatMap(sectionBlocks);
  const document = [...at('lead'), ...at('body')];
  const evidence = findingsBlocks(report);
  const rest: Block[] = [
    ...at('appendix'),
    ...excludedBlocks(report),
    ...listSection(
      'Open questions',
      report.openQuestions.map((question) => questionText(question)),
      'No question was left open.',
    ),
    ...listSection(
      'Not run',
      report.notRun,
      'The project defines no command that was found.',
      'Agents only read. These commands of the project were not run:',
    ),
    ...artifactBlocks(report),
    ...trimmedBlocks(report),
    ...skippedBlocks(report),
    ...rosterBlocks(report),
  ];
  return [...headBlocks(report), ...contentsBlocks(report, evidence, rest), ...document, ...evidence, ...rest];
}

/** From so many sections on a document gets a table of contents. */
const longDocument = 6;

/** The sections of the document by name, then one entry each for its evidence and for the account of the run. */
function contentsBlocks(report: Report, evidence: readonly Block[], rest: readonly Block[]): Block[] {
  if (!isDocument(report) || report.sections.length < longDocument) return [];
  const named = (['lead', 'body'] as const)
    .flatMap((place) => report.sections.filter((section) => section.place === place))
    .map(({ heading }) => ({ text: heading, heading }));
  const first = (blocks: readonly Block[], text: string): Entry[] => {
    const heading = blocks.find((block) => block.kind === 'heading' && block.level === 2);
    return heading?.kind === 'heading' ? [{ text, heading: heading.text }] : [];
  };
  const entries = [...named, ...first(evidence, 'Evidence'), ...first(rest, 'Appendix and account of the run')];
  return [
    { kind: 'heading', level: 2, text: 'Contents' },
    { kind: 'contents', items: [...new Map(entries.map((entry) => [entry.text, entry])).values()] },
  ];
}

type Entry = Extract<Block, { kind: 'contents' }>['items'][number];

/** Only documents have a body; the reports of other flows have sections before and after their findings. */
function isDocument(report: Report): boolean {
  return report.sections.some((section) => section.place === 'body');
}

function sectionBlocks(section: ReportSection): Block[] {
  return [
    { kind: 'heading', level: 2, text: section.heading },
    { kind: 'markdown', markdown: section.markdown },
  ];
}

function findingsBlocks(report: Report): Block[] {
  const bySeverity =
    report.run.flow === 'code-review' ||
    report.findings.some((finding) => ['CRIT', 'WARN', 'SUGG'].includes(idClass(finding.id) ?? ''));
  if (report.findings.length === 0) {
    return [
      { kind: 'heading', level: 2, text: isDocument(report) ? 'Evidence' : 'Findings' },
      { kind: 'paragraph', text: emptyText(report) },
    ];
  }
  const shown = shownInBody(report);
  return groups.flatMap((group): Block[] => {
    const findings = report.findings.filter((finding) => group.ids.includes(idClass(finding.id)));
    if (findings.length === 0 && !(group.always && bySeverity)) return [];
    const intro: Block[] = group.intro === undefined ? [] : [{ kind: 'paragraph', text: group.intro }];
    const none: Block[] = findings.length > 0 ? [] : [{ kind: 'paragraph', text: noneText(report) }];
    const above = findings.filter((finding) => shown.has(finding.id));
    const below = findings.filter((finding) => !shown.has(finding.id));
    return [
      { kind: 'heading', level: 2, text: group.heading },
      ...intro,
      ...none,
      ...mentions(above, shown),
      ...below.flatMap(findingBlocks),
    ];
  });
}

/** One line each, with a link: they stand in full in the document. */
function mentions(findings: readonly ReportFinding[], shown: ReadonlyMap<string, string>): Block[] {
  if (findings.length === 0) return [];
  const items = findings.map(
    (finding) =>
      `[${finding.id}] ${finding.title} · confidence ${finding.confidence} · in "${shown.get(finding.id) ?? ''}"`,
  );
  return [
    { kind: 'paragraph', text: 'Shown in full in the document:' },
    { kind: 'list', items },
  ];
}

/** "No findings" is a claim of its own: only a complete run may make it. */
function emptyText(report: Report): string {
  const { steps, files } = report.account;
  switch (report.verdict) {
    case 'complete':
      if (isDocument(report))
        return 'No finding stands behind this document: none was raised, or none stood up to the checks.';
      return `No findings. All ${steps.planned} steps ended, ${files.opened} of ${files.inScope} files in scope were opened, and nothing that was raised stood up to the checks.`;
    case 'partial':
      return 'Nothing is listed here, but the run is partial: this is not an all-clear. The reasons are at the top.';
    case 'not-reviewed':
      return 'Nothing is listed here because nothing was reviewed: this is not an all-clear.';
  }
}

function noneText(report: Report): string {
  return report.verdict === 'complete'
    ? 'None.'
    : 'None is listed; the run is not complete, so this is not an all-clear.';
}

function findingBlocks(finding: ReportFinding): Block[] {
  const quotes = finding.citations.map((citation): Block => ({
    kind: 'quote',
    caption: placeText(citation),
    text: citation.quote,
    status: citation.status,
    note: citation.note ?? '',
  }));
  const details = finding.notes.flatMap((note) => detailOf(note) ?? []);
  const remarks = finding.notes.filter((note) => detailOf(note) === null);
  const facts: Block[] =
    details.length === 0 ? [] : [{ kind: 'facts', rows: details.map(({ label, text }) => [label, text] as const) }];
  const notes: Block[] = remarks.length === 0 ? [] : [{ kind: 'list', items: remarks }];
  const advice: Block[] =
    finding.recommendation.trim() === ''
      ? []
      : [{ kind: 'paragraph', label: 'Recommendation', text: finding.recommendation }];
  return [
    { kind: 'heading', level: 3, text: `${finding.id} ${finding.title}`, anchor: finding.id, tone: toneOf(finding) },
    { kind: 'paragraph', text: traitsOf(finding) },
    { kind: 'paragraph', text: finding.claim },
    ...advice,
    ...facts,
    ...quotes,
    ...notes,
  ];
}

function toneOf(finding: ReportFinding): Tone {
  const name = idClass(finding.id);
  if (name === 'LEAD' || finding.kind === 'lead') return 'lead';
  return name === 'YAGNI' ? 'yagni' : finding.severity;
}

function excludedBlocks(report: Report): Block[] {
  const heading: Block = { kind: 'heading', level: 2, text: 'Excluded' };
  if (report.excluded.length === 0) return [heading, { kind: 'paragraph', text: 'Nothing was excluded.' }];
  return [
    heading,
    {
      kind: 'paragraph',
      text: 'Raised by an agent, but not shown as findings, each with the rule that decided it. Nothing is dropped silently.',
    },
    {
      kind: 'table',
      head: ['Title', 'Raised by', 'Rule', 'Reason'],
      rows: report.excluded.map((entry) => [entry.title, entry.persona, entry.rule, entry.reason]),
    },
  ];
}

function questionText(question: Report['openQuestions'][number]): string {
  const assumption = question.assumption === '' ? '' : ` Assumed: ${question.assumption}`;
  return `${question.question}${assumption} (${question.persona})`;
}

function listSection(heading: string, items: readonly string[], none: string, intro?: string): Block[] {
  const title: Block = { kind: 'heading', level: 2, text: heading };
  if (items.length === 0) return [title, { kind: 'paragraph', text: none }];
  return [
    title,
    ...(intro === undefined ? [] : [{ kind: 'paragraph', text: intro } as const]),
    { kind: 'list', items },
  ];
}

function artifactBlocks({ artifacts }: Report): Block[] {
  if (artifacts.length === 0) return [];
  return [
    { kind: 'heading', level: 2, text: 'Drafts' },
    { kind: 'paragraph', text: 'Kept with this report, each to be saved where you want it. Nothing was written.' },
    { kind: 'list', items: artifacts.map(({ name, content }) => `\`${name}\` (${content.length} characters)`) },
  ];
}

function trimmedBlocks({ trimmed }: Report): Block[] {
  if (trimmed.length === 0) return [];
  return [
    { kind: 'heading', level: 2, text: 'Trimmed inputs' },
    { kind: 'paragraph', text: 'Cut so that a prompt fits its model. Rules and the question are never cut.' },
    { kind: 'list', items: trimmed },
  ];
}

function skippedBlocks(report: Report): Block[] {
  const { skippedFiles, account } = report;
  const title: Block = { kind: 'heading', level: 2, text: 'Skipped files' };
  if (skippedFiles.length === 0) return [title, { kind: 'paragraph', text: 'No file of the scope was skipped.' }];
  const more = account.files.skipped - skippedFiles.length;
  return [
    title,
    { kind: 'table', head: ['File', 'Reason'], rows: skippedFiles.map((entry) => [entry.path, entry.reason]) },
    ...(more > 0 ? [{ kind: 'paragraph', text: `And ${more} more.` } as const] : []),
  ];
}

function rosterBlocks(report: Report): Block[] {
  const steps: Block[] = [
    { kind: 'heading', level: 2, text: 'Steps' },
    {
      kind: 'table',
      head: ['Step', 'Persona', 'State', 'Note'],
      rows: report.steps.map((step) => [step.title, step.persona ?? 'engine', step.state, step.note]),
    },
  ];
  if (report.roster.length === 0) return steps;
  const rows = report.roster.map((entry) => [
    entry.persona,
    entry.angle,
    entry.included ? 'in' : 'not part of this run',
    entry.reason,
  ]);
  return [
    ...steps,
    { kind: 'heading', level: 2, text: 'Roster' },
    { kind: 'table', head: ['Persona', 'Angle', 'Included', 'Reason'], rows },
  ];
}
