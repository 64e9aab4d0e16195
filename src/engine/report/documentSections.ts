import { assertNever } from '../../base/assertNever.ts';
import type { SectionSpec } from '../../protocol/document.ts';
import type { ReportSection } from '../../protocol/report.ts';
import { isFound } from '../evidence/found.ts';
import { computedSections } from './computed/registry.ts';
import { type DocumentContext, findingsOfSteps, recordSpecOf, recordsOf } from './documentContext.ts';
import { codeMarkdown, inlineMarkdown, plainMarkdown } from './markdownText.ts';
import { boundedMarkdown, writerMarkdown } from './prose.ts';
import { recordsMarkdown } from './recordMarkdown.ts';
import { placeText, shortened, tableMarkdown } from './sectionText.ts';

/** Most characters of one section that the engine composes. */
const maxComputed = 40_000;
const maxWritten = 60_000;
const maxClaim = 600;

/** The sections that the flow declares, in its order. Empty ones are left out, unless the flow says what to write then. */
export function documentSections(context: DocumentContext): ReportSection[] {
  return context.spec.sections.flatMap((section): ReportSection[] => {
    const markdown = sectionMarkdown(context, section).trim();
    const shown = markdown === '' ? emptyText(context, section) : markdown;
    if (shown === '') return [];
    return [{ heading: section.heading, markdown: shown, place: section.appendix ? 'appendix' : 'body' }];
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

function sectionMarkdown(context: DocumentContext, section: SectionSpec): string {
  switch (section.from) {
    case 'writer':
      return writtenText(context, section.heading);
    case 'records':
      return recordText(context, section);
    case 'steps':
      return boundedMarkdown(stepsText(context, section.steps ?? []), maxComputed);
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
  return boundedMarkdown(recordsMarkdown(spec, recordsOf(context, spec.name), section.table), maxWritten);
}

function deferredText(context: DocumentContext): string {
  const rows = (context.document?.deferred ?? []).map((entry) => [
    entry.item,
    entry.why,
    entry.reopenWhen,
    entry.source,
  ]);
  return tableMarkdown(['Deferred', 'Why', 'Reopen when', 'Source'], rows);
}

/** What these steps raised, briefly: the finding itself stands once, under its id. */
function stepsText(context: DocumentContext, ids: readonly string[]): string {
  const absent = ids.flatMap((id) => absence(context, id));
  const dispatched = ids.filter((id) => absence(context, id).length === 0);
  if (dispatched.length === 0) return [...new Set(absent)].join('\n');
  const lines = findingsOfSteps(context, new Set(dispatched)).map((finding) => {
    const place = finding.citations.find(isFound) ?? finding.citations[0];
    const where = place === undefined ? '' : ` (${codeMarkdown(placeText(place))})`;
    return `- [${finding.id}] **${inlineMarkdown(finding.title)}**${where}: ${inlineMarkdown(shortened(finding.claim, maxClaim))}`;
  });
  const found = lines.length > 0 ? lines : dispatched.flatMap((id) => nothingFound(context, id));
  return [...found, ...(absent.length === 0 ? [] : ['', ...new Set(absent)])].join('\n');
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
    return [`Not part of this run: ${inlineMarkdown(`${entry?.persona ?? id}: ${reason}`)}`];
  }
  const state = context.input.steps.find((candidate) => candidate.id === id);
  if (state?.output?.kind === 'agent') return [];
  if (state?.output?.kind === 'skipped')
    return [`Not part of this run: ${inlineMarkdown(`${step.title}: ${state.output.reason}`)}`];
  const message = state?.message === undefined || state.message === '' ? '' : `: ${state.message}`;
  return [`Missing: ${inlineMarkdown(`${step.title} ${state?.state ?? 'did not run'}${message}`)}`];
}

function titleOf(context: DocumentContext, id: string): string {
  return inlineMarkdown(context.plan.steps.find((step) => step.id === id)?.title ?? id);
}
