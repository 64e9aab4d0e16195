import type { ReportFinding, ReportSection, Verdict } from '../../protocol/report.ts';
import type { FoldResult } from '../evidence/fold/model.ts';
import { idClass } from '../evidence/fold/ids.ts';
import { personas } from '../evidence/fold/model.ts';
import { readExtra } from '../evidence/judgement.ts';
import { inlineMarkdown, plainMarkdown } from './markdownText.ts';
import type { BuildInput } from './model.ts';
import { placeText, tableMarkdown } from './sectionText.ts';

/** Sections of a code review besides its findings. Each is there even when it has nothing to say, and then says so. */
export function codeReviewSections(input: BuildInput, fold: FoldResult, verdict: Verdict): ReportSection[] {
  return [
    {
      place: 'lead',
      heading: 'Review summary',
      markdown: summaryRows(fold) || 'The table is empty: no finding is counted.',
    },
    { place: 'lead', heading: 'Recommendation', markdown: recommendation(fold, verdict) },
    {
      place: 'appendix',
      heading: 'What is good',
      markdown: listOf(answerFields(input, ['whatIsGood', 'strengths'])) || 'No agent named strengths.',
    },
    { place: 'appendix', heading: 'Security improvement summary', markdown: securitySummary(input) },
    { place: 'appendix', heading: 'Deferred tests', markdown: deferredTests(fold) },
    { place: 'appendix', heading: 'Withdrawn', markdown: withdrawn(fold) },
  ];
}

/** Every finding that counts as one row, the severest first. */
export function summaryRows(fold: FoldResult): string {
  const counted = fold.findings.filter((finding) =>
    ['CRIT', 'WARN', 'SUGG', 'SEC'].includes(idClass(finding.id) ?? ''),
  );
  const byId = new Map(counted.map((finding) => [finding.id, finding]));
  const cross = fold.crossReferences.flatMap(({ id, target }) => {
    const finding = byId.get(target);
    return finding === undefined ? [] : [rowOf(finding, `${id} (see ${target})`)];
  });
  const rows = (name: string): string[][] =>
    counted.filter((finding) => idClass(finding.id) === name).map((finding) => rowOf(finding, finding.id));
  const all = [...rows('CRIT'), ...cross, ...rows('WARN'), ...rows('SUGG')];
  return tableMarkdown(['Id', 'Category', 'Place', 'Description'], all);
}

function rowOf(finding: ReportFinding, id: string): string[] {
  const [first] = finding.citations;
  return [id, finding.category, first === undefined ? '' : placeText(first), finding.title];
}

/** One of four, by the highest severity that counts. Only a complete review may approve. */
export function recommendation(fold: FoldResult, verdict: Verdict): string {
  const has = (name: string): boolean => fold.findings.some((finding) => idClass(finding.id) === name);
  if (verdict === 'not-reviewed') return '**No recommendation.** No model judged this change.';
  const partial =
    verdict === 'partial' ? ' This review is partial: what follows from the missing steps is unknown.' : '';
  if (has('CRIT') || fold.crossReferences.length > 0)
    return `**Do not merge until the critical findings are resolved.**${partial}`;
  if (has('WARN')) return `**May be merged after looking at the warnings.**${partial}`;
  if (has('SUGG')) return `**May be merged; look at the suggestions.**${partial}`;
  return verdict === 'complete' ? '**Approve.** Nothing that counts was found.' : `**No recommendation.**${partial}`;
}

function securitySummary(input: BuildInput): string {
  const step = input.plan.steps.find(
    (candidate) => candidate.kind === 'agent' && candidate.persona === personas.security,
  );
  if (step === undefined) return 'The security analyst was not part of this run.';
  const output = input.steps.find((candidate) => candidate.id === step.id)?.output;
  if (output?.kind !== 'agent') return 'The security analyst gave no answer.';
  if (!output.judged) return 'No model judged security.';
  return plainMarkdown(output.markdown.slice(0, 6_000)) || 'The security analyst gave no summary.';
}

function deferredTests(fold: FoldResult): string {
  const cut = fold.excluded.filter((entry) => entry.persona === personas.tests && entry.rule === 'size-gate');
  if (cut.length === 0) return 'No test was put off because of the size of this change.';
  return [
    `Put off because of the size of this change:`,
    '',
    ...cut.map((entry) => `- ${inlineMarkdown(entry.title)}`),
  ].join('\n');
}

function withdrawn(fold: FoldResult): string {
  const rows = fold.excluded.filter((entry) => entry.rule === 'refuted').map((entry) => [entry.title, entry.reason]);
  return tableMarkdown(['Finding', 'Why it was withdrawn'], rows) || 'No finding was withdrawn.';
}

/** Texts of fields that an answer carries beside the base shape. */
function answerFields(input: BuildInput, names: readonly string[]): string[] {
  return input.steps.flatMap(({ output }) => {
    if (output?.kind !== 'agent') return [];
    const { fields } = readExtra(output);
    return names.flatMap((name) => {
      const value = fields[name];
      const items: unknown[] = Array.isArray(value) ? value : [value];
      return items.filter((item) => typeof item === 'string' && item.trim() !== '').map(String);
    });
  });
}

function listOf(texts: readonly string[]): string {
  return texts
    .slice(0, 4)
    .map((text) => `- ${inlineMarkdown(text)}`)
    .join('\n');
}
