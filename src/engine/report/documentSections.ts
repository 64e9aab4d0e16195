import { assertNever } from '../../base/assertNever.ts';
import type { SectionSpec } from '../../protocol/document.ts';
import type { ReportFinding, ReportSection } from '../../protocol/report.ts';
import { idClass } from '../evidence/fold/ids.ts';
import { isFound } from '../evidence/found.ts';
import { computedSections } from './computed/registry.ts';
import { type DocumentContext, findingsOfSteps, recordSpecOf, recordsOf } from './documentContext.ts';
import { findingMarkdown } from './findingMarkdown.ts';
import { codeMarkdown, inlineMarkdown, plainMarkdown } from './markdownText.ts';
import { boundedMarkdown, writerMarkdown } from './prose.ts';
import { recordsMarkdown } from './recordMarkdown.ts';
import { placeText, shortened, tableMarkdown } from './sectionText.ts';

/** Most characters of one section that the engine composes. */
const maxComputed = 160_000;
const maxWritten = 60_000;
const maxClaim = 600;
const maxVerdicts = 60;

/** The sections that the flow declares, in its order. Empty ones are left out, unless the flow says what to write then. */
export function documentSections(context: DocumentContext): ReportSection[] {
  const shown = shownByCode(context);
  return context.spec.sections.flatMap((section): ReportSection[] => {
    const found = sectionMarkdown(context, section, shown).trim();
    const markdown = found === '' ? emptyText(context, section) : found;
    return markdown === ''
      ? []
      : [{ heading: section.heading, markdown, place: section.appendix ? 'appendix' : 'body' }];
  });
}

function emptyText(context: DocumentContext, section: SectionSpec): string {
  const { document, verdict, why } = context;
  if (document === null && needsDocument(section))
    return section.required || section.from === 'records' ? `Nothing was written here. ${plainMarkdown(why)}` : '';
  if (section.empty === undefined)
    return section.from === 'writer' && section.required ? 'The writer left this section out.' : '';
  // "Nothing was found" is a claim that only a complete run may make.
  const claims = !needsDocument(section) && verdict !== 'complete';
  return `${plainMarkdown(section.empty)}${claims ? ` The run is ${verdict}, so this is not an all-clear.` : ''}`;
}

function needsDocument(section: SectionSpec): boolean {
  return section.from === 'writer' || section.from === 'records' || section.from === 'deferred';
}

/** Findings that a computed section of the body shows in full; sections of steps then only mention them. */
function shownByCode(context: DocumentContext): Set<string> {
  const computed = new Set(context.spec.sections.filter((section) => !section.appendix).map(({ compute }) => compute));
  const classes = [...(computed.has('gap-details') ? ['G'] : []), ...(computed.has('test-plan') ? ['TP'] : [])];
  return new Set(
    context.fold.findings.map((finding) => finding.id).filter((id) => classes.includes(idClass(id) ?? '')),
  );
}

function sectionMarkdown(context: DocumentContext, section: SectionSpec, shown: Set<string>): string {
  switch (section.from) {
    case 'writer':
      return writtenText(context, section.heading);
    case 'records':
      return recordText(context, section);
    case 'steps':
      return boundedMarkdown(stepsText(context, section, shown), maxComputed);
    case 'deferred':
      return deferredText(context);
    case 'brief':
      return plainMarkdown(context.plan.brief);
    case 'engine':
      return section.compute === undefined
        ? ''
        : boundedMarkdown(computedSections[section.compute](context), maxComputed);
    default:
      return assertNever(section.from);
  }
}

function writtenText(context: DocumentContext, heading: string): string {
  const text = context.document?.sections.find((section) => section.heading === heading)?.markdown ?? '';
  return boundedMarkdown(writerMarkdown(text), maxWritten);
}

function recordText(context: DocumentContext, section: SectionSpec): string {
  const spec = section.records === undefined ? undefined : recordSpecOf(context, section.records);
  if (spec === undefined) return '';
  // Never cut: the list and its fields are bounded, and a record stands nowhere else.
  return recordsMarkdown(spec, recordsOf(context, spec.name), section.table);
}

function deferredText(context: DocumentContext): string {
  const rows = (context.document?.deferred ?? []).map((entry) => [
    entry.item,
    entry.why,
    entry.reopenWhen,
    // Ids in brackets become links where what they name is shown.
    entry.source.replace(/(?<![\w[-])[A-Z]{1,5}-\d{1,5}(?![\w\]-])/g, '[$&]'),
  ]);
  return tableMarkdown(['Deferred', 'Why', 'Reopen when', 'Source'], rows);
}

/**
 * What these steps raised. In the body each finding stands once in full, where it comes first, and is then only mentioned; in the appendix
 * all are mentioned. Of validators also what they said about the document.
 */
function stepsText(context: DocumentContext, { steps: ids = [], appendix }: SectionSpec, shown: Set<string>): string {
  const absent = ids.flatMap((id) => absence(context, id));
  const dispatched = ids.filter((id) => absence(context, id).length === 0);
  if (dispatched.length === 0) return [...new Set(absent)].join('\n');
  const findings = findingsOfSteps(context, new Set(dispatched));
  const full = findings.filter((finding) => !appendix && !shown.has(finding.id));
  const brief = findings.filter((finding) => !full.includes(finding)).map(mention);
  for (const finding of full) shown.add(finding.id);
  const lines = [...brief, ...verdictLines(context, dispatched)];
  const blocks = [
    ...(lines.length === 0 ? [] : [lines.join('\n')]),
    ...full.map((finding) => findingMarkdown(finding, { level: 3 })),
  ];
  const found = blocks.length > 0 ? blocks : [dispatched.flatMap((id) => nothingFound(context, id)).join('\n')];
  return [...(absent.length === 0 ? [] : [[...new Set(absent)].join('\n')]), ...found].join('\n\n');
}

function mention(finding: ReportFinding): string {
  const place = finding.citations.find(isFound) ?? finding.citations[0];
  const where = place === undefined ? '' : ` (${codeMarkdown(placeText(place))})`;
  return `- [${finding.id}] **${inlineMarkdown(finding.title)}**${where}: ${inlineMarkdown(shortened(finding.claim, maxClaim))}`;
}

/** The verdicts of these steps, as a list. */
function verdictLines({ fold }: DocumentContext, ids: readonly string[]): string[] {
  return fold.validation
    .filter((row) => ids.includes(row.step))
    .slice(0, maxVerdicts)
    .map((row) => {
      const text = shortened(row.investigation.trim() || row.hypothesis.trim(), maxClaim);
      return `- **${inlineMarkdown(row.target)}** ${row.verdict} (${row.id}): ${inlineMarkdown(`${text} ${row.effect}`)}`;
    });
}

/** A negative result is a result: what the step looked at is said. */
function nothingFound(context: DocumentContext, id: string): string[] {
  const output = context.input.steps.find((step) => step.id === id)?.output;
  if (output?.kind !== 'agent') return [];
  const title = titleOf(context, id);
  if (!output.judged) return [`- ${title}: no model judged this; the scan gave no lead.`];
  const checked = output.checked.map((entry) => shortened(entry, 300)).slice(0, 20);
  const looked =
    checked.length === 0 ? 'It did not say what it looked at.' : `Checked: ${inlineMarkdown(checked.join('; '))}`;
  return [`- ${title}: nothing found. ${looked}`];
}

/** Why a step has no say in this section: not in the roster, skipped, or ended badly. */
function absence(context: DocumentContext, id: string): string[] {
  const step = context.plan.steps.find((candidate) => candidate.id === id);
  if (step === undefined) {
    const entry = context.plan.roster.find((candidate) => candidate.angle === id && !candidate.included);
    const reason = entry?.reason ?? (context.plan.deferral === null ? 'it is not in the plan' : 'the run was deferred');
    return [`- Not part of this run: ${inlineMarkdown(`${entry?.persona ?? id}: ${reason}`)}`];
  }
  const state = context.input.steps.find((candidate) => candidate.id === id);
  if (state?.output?.kind === 'agent') return [];
  if (state?.output?.kind === 'skipped')
    return [`- Not part of this run: ${inlineMarkdown(`${step.title}: ${state.output.reason}`)}`];
  const message = state?.message === undefined || state.message === '' ? '' : `: ${state.message}`;
  return [`- Missing: ${inlineMarkdown(`${step.title} ${state?.state ?? 'did not run'}${message}`)}`];
}

function titleOf(context: DocumentContext, id: string): string {
  return inlineMarkdown(context.plan.steps.find((step) => step.id === id)?.title ?? id);
}
