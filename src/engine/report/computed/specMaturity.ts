import type { ReportFinding } from '../../../protocol/report.ts';
import type { DocumentContext } from '../documentContext.ts';
import { idList } from '../recordMarkdown.ts';
import { claimsOf, type Maturity, maturityOf, standingOf } from './claimData.ts';

/** From so many contradicted notes of so many personas on, or so many silent spots, the specification comes first. */
const contradictions = { findings: 2, personas: 2 };
const silences = { findings: 5, personas: 3 };

/** Is the specification ripe enough to plan on? The gate never stops the plan; it is said first, and the plan goes on as assumption. */
export function specMaturity(context: DocumentContext): string {
  const claims = claimsOf(context);
  if (claims.length === 0) return '';
  const of = (maturity: Maturity): ReportFinding[] =>
    claims.filter((finding) => maturityOf(context, finding) === maturity);
  const against = of('contradicts-note');
  const silent = of('spec-level');
  const trips = isUnripe(context);
  const open = claims.filter(
    (finding) => standingOf(finding) !== 'Evidenced' || maturityOf(context, finding) !== 'plan-level',
  );
  const counts = `${silent.length} about what the specification leaves open (${voices(silent)} personas), ${against.length} against one of its technical notes (${voices(against)} personas), ${of('plan-level').length} about the plan.`;
  return [
    trips
      ? '**Sharpen the specification first.** The plan below takes it as it stands; everything that rests on the points listed here is an assumption.'
      : '**The specification is ripe enough to plan on.**',
    `Findings: ${counts}`,
    ...(open.length === 0
      ? []
      : [`To settle before or while building: ${idList(open.slice(0, 60).map((finding) => finding.id))}.`]),
  ].join('\n\n');
}

/** Do the findings show that the specification is not ready to be planned on? */
export function isUnripe(context: DocumentContext): boolean {
  const claims = claimsOf(context);
  const against = claims.filter((finding) => maturityOf(context, finding) === 'contradicts-note');
  const silent = claims.filter((finding) => maturityOf(context, finding) === 'spec-level');
  return (
    (against.length >= contradictions.findings && voices(against) >= contradictions.personas) ||
    (silent.length >= silences.findings && voices(silent) >= silences.personas)
  );
}

function voices(findings: readonly ReportFinding[]): number {
  return new Set(findings.flatMap((finding) => [finding.persona, ...finding.alsoRaisedBy])).size;
}
