import type { Confidence } from '../../../protocol/finding.ts';
import type { ReportFinding } from '../../../protocol/report.ts';
import { cappedConfidence } from '../severity.ts';
import { idClass } from './ids.ts';
import type { FoldResult, Validation } from './model.ts';

const mark = 'Confidence ';

/** A row that has no effect says so; it is listed, and weighs nothing. */
function counts(row: Validation): boolean {
  return !row.effect.startsWith('Ignored');
}

/**
 * The confidence of gaps, from what others said about them and nothing else: high with two confirmations, medium with one or with
 * additions only, low with any contradiction. Several words of one step count once. Only gaps that somebody spoke of.
 */
export function weighGaps(fold: FoldResult): FoldResult {
  if (fold.kind !== 'gaps') return fold;
  const findings = fold.findings.map((finding) => {
    const rows = fold.validation.filter((row) => row.target === finding.id && counts(row));
    return idClass(finding.id) === 'G' && rows.length > 0 ? weighed(finding, rows) : finding;
  });
  return { ...fold, findings };
}

/** The end of it: a gap that nobody spoke of is of medium confidence at most, and says so. */
export function settleGaps(fold: FoldResult): FoldResult {
  if (fold.kind !== 'gaps') return fold;
  const spoken = new Set(fold.validation.filter(counts).map((row) => row.target));
  const findings = fold.findings.map((finding) => {
    if (idClass(finding.id) !== 'G' || spoken.has(finding.id)) return finding;
    return withReason(finding, cappedConfidence(finding.confidence, 'medium'), 'nobody confirmed or contradicted it');
  });
  return weighGaps({ ...fold, findings });
}

function weighed(finding: ReportFinding, rows: readonly Validation[]): ReportFinding {
  const by = (word: Validation['verdict']): string[] => [
    ...new Set(rows.filter((row) => row.verdict === word).map((row) => row.step)),
  ];
  const against = by('refuted');
  const confirmed = by('confirmed').filter((step) => !against.includes(step));
  if (against.length > 0) return withReason(finding, 'low', `contradicted by ${against.join(', ')}`);
  if (confirmed.length >= 2) return withReason(finding, 'high', `confirmed by ${confirmed.join(', ')}`);
  if (confirmed.length === 1) return withReason(finding, 'medium', `confirmed by ${confirmed.join(', ')} alone`);
  const added = by('partial');
  if (added.length > 0) return withReason(finding, 'medium', `added to by ${added.join(', ')}, confirmed by nobody`);
  return withReason(finding, cappedConfidence(finding.confidence, 'medium'), 'nobody could settle it');
}

function withReason(finding: ReportFinding, confidence: Confidence, why: string): ReportFinding {
  const notes = finding.notes.filter((note) => !note.startsWith(mark));
  return { ...finding, confidence, notes: [...notes, `${mark}${confidence}: ${why}.`] };
}
