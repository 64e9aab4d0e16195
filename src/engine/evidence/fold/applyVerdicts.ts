import type { Excluded } from '../../../protocol/finding.ts';
import type { ReportFinding } from '../../../protocol/report.ts';
import {
  counterEvidence,
  isConclusion,
  isStandingRefutation,
  type JudgedVerdict,
  standsOnTexts,
} from '../judgement.ts';
import { cappedConfidence } from '../severity.ts';
import { namesWork } from '../checks/namesWork.ts';
import { accountingOf } from './accounting.ts';
import { caveatMark, isCaveat } from './caveats.ts';
import { documentEffect, type Documents } from './documentEffect.ts';
import { weighGaps } from './gapConfidence.ts';
import { idClass } from './ids.ts';
import { overlaps, placesOf } from './items.ts';
import type { FoldResult, Placement, Validation } from './model.ts';
import { reportId } from './order.ts';

/**
 * Ids that a validator must give a verdict on: criticals and warnings by severity, and every gap, for gaps have none. Leads and
 * YAGNI advice are not judged.
 */
export function verdictTargets(fold: FoldResult): string[] {
  return fold.findings
    .filter((finding) => {
      const known = idClass(finding.id);
      if (finding.kind !== 'finding' || known === 'YAGNI') return false;
      return known === 'G' || finding.severity !== 'suggestion';
    })
    .map((finding) => finding.id);
}

/**
 * Applies the verdicts of the validators. Refuted with checked counter-evidence: excluded by rule `refuted`. Refuted without:
 * ignored, and said so. Partial, inconclusive or no verdict: confidence at most medium. Confirmed: noted. Severity never
 * changes. When everything was confirmed and nothing new was cited, confidence is at most medium and a note warns of it. A verdict on
 * the whole is a caveat: noted once, it moves no confidence. A gap is never withdrawn by a verdict: the contradiction stays
 * visible and makes its confidence low. `documents`: what verdicts on records and on the conclusion speak of.
 */
export function applyVerdicts(
  fold: FoldResult,
  verdicts: readonly JudgedVerdict[],
  documents: Documents = { before: null, after: null },
): FoldResult {
  const targets = new Set(verdictTargets(fold));
  const rows = verdicts.map((verdict, i) =>
    rowOf(verdict, reportId('V', fold.validation.length + i + 1), fold, documents),
  );
  const biased = looksBiased(rows, fold);
  const findings: ReportFinding[] = [];
  const excluded: Excluded[] = [];
  const refutedKeys = new Set<string>();
  const keyOf = new Map(fold.placement.filter((entry) => entry.place === 'body').map((entry) => [entry.to, entry.key]));
  for (const finding of fold.findings) {
    const own = rows.filter((row) => row.validation.target === finding.id && row.counts);
    const refuted = own.find((row) => row.stands);
    if (refuted === undefined) {
      findings.push(own.length === 0 && !targets.has(finding.id) ? finding : weighed(finding, own, biased));
      continue;
    }
    const key = keyOf.get(finding.id) ?? finding.id;
    refutedKeys.add(key);
    excluded.push({
      key,
      title: `${finding.id} ${finding.title}`,
      persona: finding.persona,
      reason: refutationReason(refuted.validation),
      rule: 'refuted',
    });
  }
  const placement = fold.placement.map((entry): Placement => {
    return entry.place === 'body' && refutedKeys.has(entry.key)
      ? { key: entry.key, place: 'excluded', to: 'refuted' }
      : entry;
  });
  const shown = new Set(findings.map((finding) => finding.id));
  const bias =
    'Every verdict is "confirmed" and none cites a new place: this may be confirmation bias. Confidence is at most medium.';
  const caveats = rows
    .filter((row) => row.counts && isCaveat(row.validation.target))
    .map(({ validation }) => `${caveatMark}${validation.investigation.trim() || validation.hypothesis.trim()}`);
  return capBiased(
    weighGaps({
      ...fold,
      findings,
      excluded: [...fold.excluded, ...excluded],
      placement,
      crossReferences: fold.crossReferences.filter((reference) => shown.has(reference.target)),
      notes: [...new Set([...fold.notes, ...caveats, ...(biased ? [bias] : [])])],
      accounting: accountingOf(placement),
      validation: [...fold.validation, ...rows.map((row) => row.validation)],
    }),
    biased,
  );
}

/** Confirmations that cite nothing new do not make a gap certain either. */
function capBiased(fold: FoldResult, biased: boolean): FoldResult {
  if (!biased || fold.kind !== 'gaps') return fold;
  const findings = fold.findings.map((finding) => ({
    ...finding,
    confidence: cappedConfidence(finding.confidence, 'medium'),
  }));
  return { ...fold, findings };
}

interface Row {
  readonly validation: Validation;
  /** Says what was read; otherwise it is listed and has no effect. */
  readonly counts: boolean;
  /** A refutation that ends its target. */
  readonly stands: boolean;
}

function rowOf(given: JudgedVerdict, id: string, fold: FoldResult, documents: Documents): Row {
  const target = fold.findings.find((finding) => finding.id === given.target);
  const verdict = target !== undefined && standsOnTexts(target.citations) ? { ...given, texts: true as const } : given;
  const { key: _key, ...rest } = verdict;
  const counts = namesWork(verdict);
  const stands = counts && isStandingRefutation(verdict) && (target === undefined || mayEnd(target, verdict));
  const effect =
    (target === undefined && counts ? documentEffect(verdict, documents, stands) : null) ??
    effectOf(verdict, target, counts, stands);
  return { validation: { ...rest, id, effect }, counts, stands };
}

/** A security finding falls only with its exploit: the refutation has to speak of the step that cannot happen. A gap stays. */
function mayEnd(target: ReportFinding, verdict: JudgedVerdict): boolean {
  if (idClass(target.id) === 'G') return false;
  if (idClass(target.id) !== 'SEC') return true;
  return /\b(?:exploit\w*|attack\w*|steps?|sequence|payload)\b/i.test(
    `${verdict.hypothesis}\n${verdict.investigation}`,
  );
}

function effectOf(verdict: JudgedVerdict, target: ReportFinding | undefined, counts: boolean, stands: boolean): string {
  if (target === undefined && isCaveat(verdict.target)) {
    return counts ? 'Holds for the whole: noted once, moves no confidence.' : 'Ignored: it does not say what was read.';
  }
  if (!counts) return 'Ignored: it does not say what was read.';
  if (target === undefined)
    return isConclusion(verdict.target) ? conclusionEffect(verdict, stands) : 'Ignored: no finding has this id.';
  if (stands) return 'Withdrawn.';
  switch (verdict.verdict) {
    case 'refuted':
      if (idClass(target.id) === 'G' && isStandingRefutation(verdict)) return 'Contradicted: confidence is low.';
      return isStandingRefutation(verdict)
        ? 'Ignored: a security finding is refuted only on the steps of its exploit.'
        : 'Ignored: a refutation needs counter-evidence that can be checked.';
    case 'confirmed':
      return 'Stays.';
    case 'partial':
    case 'inconclusive':
      return 'Stays; confidence at most medium.';
  }
}

/** Of a conclusion that is no document: a root cause with its fixes. */
function conclusionEffect({ verdict }: JudgedVerdict, stands: boolean): string {
  if (stands) return 'The conclusion does not stand as it was.';
  switch (verdict) {
    case 'confirmed':
      return 'Confirmed.';
    case 'refuted':
      return 'Ignored: a refutation needs counter-evidence that can be checked.';
    case 'partial':
    case 'inconclusive':
      return 'Not settled; the conclusion was kept.';
  }
}

function weighed(finding: ReportFinding, own: readonly Row[], biased: boolean): ReportFinding {
  const sure = own.length > 0 && own.every((row) => row.validation.verdict === 'confirmed') && !biased;
  const notes = own.map(({ validation }) => {
    const text = validation.investigation.trim().slice(0, 400);
    const word =
      idClass(finding.id) === 'G' && isStandingRefutation(validation) ? 'Contradicted' : said[validation.verdict];
    return `${word} (${validation.id}, ${validation.persona})${text === '' ? '.' : `: ${text}`}`;
  });
  const unchallenged = 'Unchallenged: no validator gave a verdict; confidence is at most medium.';
  if (own.length === 0 && !finding.notes.includes(unchallenged)) notes.push(unchallenged);
  return {
    ...finding,
    confidence: sure ? finding.confidence : cappedConfidence(finding.confidence, 'medium'),
    notes: [...finding.notes, ...notes],
  };
}

const said = {
  confirmed: 'Confirmed',
  refuted: 'Refuted without counter-evidence, so it stays',
  partial: 'Partly confirmed',
  inconclusive: 'Neither confirmed nor refuted',
} as const;

function looksBiased(rows: readonly Row[], fold: FoldResult): boolean {
  if (rows.length === 0 || rows.some(({ validation }) => validation.verdict !== 'confirmed')) return false;
  return !rows.some(({ validation }) => {
    const known = placesOf(fold.findings.find((finding) => finding.id === validation.target)?.citations ?? []);
    return placesOf(validation.citations).some((place) => !known.some((other) => overlaps(place, other)));
  });
}

function refutationReason(validation: Validation): string {
  const found = counterEvidence(validation);
  const place = found === undefined ? '' : ` with ${found.path ?? ''}:${found.startLine ?? ''}`;
  return `Refuted by ${validation.id}${place}: ${validation.investigation.trim().slice(0, 600) || validation.hypothesis.trim().slice(0, 600)}`;
}
