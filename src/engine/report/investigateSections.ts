import type { AgentRole } from '../../protocol/plan.ts';
import type { Confidence } from '../../protocol/finding.ts';
import type { ReportSection, Verdict } from '../../protocol/report.ts';
import type { Fix, RootCause } from '../evidence/answer.ts';
import type { FoldResult, Validation } from '../evidence/fold/model.ts';
import {
  conclusionRefuted,
  isConclusion,
  isStandingRefutation,
  type JudgedVerdict,
  readExtra,
} from '../evidence/judgement.ts';
import { inlineMarkdown, plainMarkdown } from './markdownText.ts';
import type { BuildInput } from './model.ts';
import { placeText, shortened, tableMarkdown } from './sectionText.ts';

interface Conclusion {
  readonly rootCause: RootCause;
  readonly fixes: readonly Fix[];
  readonly rewritten: boolean;
}

/** Sections of an investigation besides its evidence. */
export function investigateSections(input: BuildInput, fold: FoldResult, verdict: Verdict): ReportSection[] {
  const conclusion = conclusionOf(input);
  const known = new Set(fold.findings.map((finding) => finding.id));
  const standing = conclusion === null ? null : standingOf(conclusion, fold);
  return [
    { place: 'lead', heading: 'Problem statement', markdown: plainMarkdown(input.plan.brief) || 'The brief is empty.' },
    { place: 'appendix', heading: 'Root cause', markdown: rootCauseText(conclusion, known, standing) },
    { place: 'appendix', heading: 'Coding standards', markdown: standardsText(input) },
    { place: 'appendix', heading: 'Planned fix', markdown: fixText(conclusion, known, input) },
    { place: 'appendix', heading: 'Final summary', markdown: finalSummary(fold, conclusion, standing, verdict) },
  ];
}

/** The last root cause that was written: of the rewrite if there was one, else of the synthesizer. */
export function conclusionOf(input: BuildInput): Conclusion | null {
  for (const role of ['rewrite', 'synthesizer'] satisfies AgentRole[]) {
    const step = input.plan.steps.find((candidate) => candidate.kind === 'agent' && candidate.role === role);
    const output = input.steps.find((candidate) => candidate.id === step?.id)?.output;
    if (output?.kind !== 'agent' || !output.judged) continue;
    const { rootCause, fixes } = readExtra(output);
    if (rootCause !== undefined) return { rootCause, fixes: fixes ?? [], rewritten: role === 'rewrite' };
  }
  return null;
}

interface Standing {
  readonly confidence: Confidence;
  readonly why: string;
}

/**
 * Confidence of the conclusion, computed from the verdicts. High needs an independent check and no open refutation; a
 * refuted conclusion that was rewritten is medium at most, one that was not is low.
 */
export function standingOf(conclusion: Conclusion, fold: FoldResult): Standing {
  const leansOn = new Set(conclusion.rootCause.chain.flatMap((link) => link.evidence));
  const rows = fold.validation.filter((row) => isConclusion(row.target) || leansOn.has(row.target));
  const proven = [...leansOn].some((id) => fold.findings.some((finding) => finding.id === id));
  if (!proven) return { confidence: 'low', why: 'no evidence that was found supports it' };
  if (conclusionRefuted(rows.map(verdictOf), conclusion.rootCause)) {
    return conclusion.rewritten
      ? { confidence: 'medium', why: 'a first conclusion was refuted and rewritten; the new one was not challenged' }
      : { confidence: 'low', why: 'a validator refuted a part of it' };
  }
  if (rows.length === 0) return { confidence: 'medium', why: 'no validator challenged it' };
  const sure = fold.findings.some((finding) => leansOn.has(finding.id) && finding.confidence === 'high');
  if (!sure) return { confidence: 'medium', why: 'none of the evidence it stands on is certain' };
  if (rows.every((row) => row.verdict === 'confirmed'))
    return { confidence: 'high', why: 'a validator confirmed what it stands on' };
  return { confidence: 'medium', why: 'the validator could not confirm all it stands on' };
}

function verdictOf(row: Validation): JudgedVerdict {
  const { id, effect: _effect, ...verdict } = row;
  return { key: id, ...verdict };
}

function rootCauseText(conclusion: Conclusion | null, known: ReadonlySet<string>, standing: Standing | null): string {
  if (conclusion === null || standing === null) return 'No root cause was established. The evidence stands on its own.';
  const chain = conclusion.rootCause.chain.map((link, i) =>
    `${i + 1}. ${inlineMarkdown(link.text)} ${idList(link.evidence, known)}`.trimEnd(),
  );
  return [
    `**${inlineMarkdown(conclusion.rootCause.summary)}**`,
    '',
    `Confidence: ${standing.confidence} (${standing.why}).${conclusion.rewritten ? ' Rewritten after the first conclusion was refuted.' : ''}`,
    ...(chain.length === 0 ? [] : ['', 'Causal chain:', '', ...chain]),
  ].join('\n');
}

/** Ids as the report knows them; ids of evidence that is not in the report are named as such, never passed on. */
function idList(ids: readonly string[], known: ReadonlySet<string>): string {
  const found = ids.filter((id) => known.has(id));
  const lost = ids.length - found.length;
  const parts = [
    ...found,
    ...(lost > 0 ? [`${lost} cited ${lost === 1 ? 'id is' : 'ids are'} not in this report`] : []),
  ];
  return parts.length === 0 ? '' : `(${parts.join(', ')})`;
}

function standardsText(input: BuildInput): string {
  const { adr, standards } = input.plan.scope.docs;
  const rows = [...standards.map((path) => ['Standard', path]), ...adr.map((path) => ['Decision record', path])];
  return tableMarkdown(['Kind', 'Found at'], rows) || 'No written coding standards were found in this workspace.';
}

function fixText(conclusion: Conclusion | null, known: ReadonlySet<string>, input: BuildInput): string {
  if (conclusion === null || conclusion.fixes.length === 0) return 'No fix is planned: the cause is not settled.';
  const scope = new Set(input.plan.scope.files.map((file) => file.path));
  const rows = conclusion.fixes.map((fix) => [
    scope.has(fix.path) ? fix.path : `${fix.path} (not in scope)`,
    fix.change,
    fix.evidence.filter((id) => known.has(id)).join(', ') || 'none in this report',
    shortened(fix.details, 600),
  ]);
  return tableMarkdown(['File', 'Change', 'Evidence', 'Details'], rows);
}

function finalSummary(
  fold: FoldResult,
  conclusion: Conclusion | null,
  standing: Standing | null,
  verdict: Verdict,
): string {
  const refuted = fold.validation.filter((row) => isStandingRefutation(row)).length;
  const strongest = fold.findings.find((finding) => finding.severity === 'critical') ?? fold.findings[0];
  const proof = strongest?.citations[0];
  const lines = [
    ['Cause', conclusion === null ? 'not established' : shortened(conclusion.rootCause.summary, 300)],
    [
      'Strongest evidence',
      strongest === undefined
        ? 'none'
        : `${strongest.id} ${strongest.title}${proof === undefined ? '' : ` (${placeText(proof)})`}`,
    ],
    [
      'Fix',
      conclusion === null || conclusion.fixes.length === 0
        ? 'none planned'
        : conclusion.fixes.map((fix) => fix.path).join(', '),
    ],
    [
      'Validation',
      fold.validation.length === 0 ? 'none' : `${fold.validation.length} verdicts, ${refuted} standing refutations`,
    ],
    [
      'Confidence',
      `${standing?.confidence ?? 'none'}${verdict === 'complete' ? '' : `; the investigation is ${verdict}`}`,
    ],
  ];
  return lines.map(([label = '', text = '']) => `- **${label}**: ${inlineMarkdown(text)}`).join('\n');
}
