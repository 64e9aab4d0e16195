import type { ReportFinding } from '../../../protocol/report.ts';
import type { Tier } from '../../evidence/fold/model.ts';
import { tierOfReported, tierOrder } from '../../evidence/fold/testTier.ts';
import type { DocumentContext } from '../documentContext.ts';

export const tiers = tierOrder;

export const tierNames: Readonly<Record<Tier, string>> = { CRIT: 'Critical', HIGH: 'High', MED: 'Medium', LOW: 'Low' };

export function testsOf(context: DocumentContext): ReportFinding[] {
  return context.fold.findings.filter((finding) => finding.id.startsWith('TP-'));
}

/** The tier that the merge gave a test. A lead has none; its severity says how near the top it belongs. */
export function tierOf(finding: ReportFinding): Tier {
  const tier = tierOfReported(finding);
  if (tier !== null) return tier;
  switch (finding.severity) {
    case 'critical':
      return 'CRIT';
    case 'warning':
      return 'MED';
    case 'suggestion':
      return 'LOW';
  }
}
