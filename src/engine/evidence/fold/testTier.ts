import type { ReportFinding } from '../../../protocol/report.ts';
import type { Severity } from '../../../protocol/finding.ts';
import { type Priority, parsePriority } from '../severity.ts';
import { type FoldItem, personas, type Tier, tierSchema } from './model.ts';
import { unreachableWord } from './reachability.ts';

export const tierOrder: readonly Tier[] = tierSchema.options;

/** Severity words of the report for the four tiers; a high test case is a warning because only tiers of proven harm are critical. */
export const severityOfTier: Readonly<Record<Tier, Severity>> = {
  CRIT: 'critical',
  HIGH: 'warning',
  MED: 'warning',
  LOW: 'suggestion',
};

const grave =
  /\b(?:secur\w*|auth(?!or)\w*|permission\w*|access control|tenant\w*|isolation|secrets?|passwords?|tokens?|money|payment\w*|billing|corrupt\w*|integrity|data loss|lost (?:data|update\w*|write\w*)|migration\w*|transaction\w*)\b/i;

/**
 * The tier of a proposed test. Test engineer: High is CRIT on security, data or access, else HIGH; Medium MED, Low LOW. Edge cases by
 * name. Concurrency: CRIT on access, billing or isolation, MED when its own words call it theoretical or its priority is low, else
 * HIGH. Security: always CRIT. Anybody else as the test engineer, never CRIT.
 */
export function tierOf({ finding, severity }: Pick<FoldItem, 'finding' | 'severity'>): Tier {
  const text = `${finding.title}\n${finding.category}\n${finding.claim}`;
  const priority = priorityOf(finding.extra, severity);
  switch (finding.persona) {
    case personas.security:
      return 'CRIT';
    case personas.edgeCases:
      return byName[priority];
    case personas.concurrency:
      if (grave.test(text)) return 'CRIT';
      return priority === 'low' || unreachableWord(`${finding.claim}\n${finding.recommendation}`) !== null
        ? 'MED'
        : 'HIGH';
    case personas.tests:
      if (priority === 'critical' || priority === 'high') return grave.test(text) ? 'CRIT' : 'HIGH';
      return byName[priority];
    default:
      return priority === 'critical' ? 'HIGH' : byName[priority];
  }
}

const byName: Readonly<Record<Priority, Tier>> = { critical: 'CRIT', high: 'HIGH', medium: 'MED', low: 'LOW' };

/** The priority that the field says, else the one that the severity stands for. A plain `critical` of a tester is its High. */
function priorityOf(extra: Readonly<Record<string, unknown>> | undefined, severity: Severity): Priority {
  const given = extra?.['priority'];
  const parsed = typeof given === 'string' ? parsePriority(given) : null;
  return parsed ?? ({ critical: 'critical', warning: 'medium', suggestion: 'low' } as const)[severity];
}

const mark = 'Tier: ';

export function tierNote(tier: Tier): string {
  return `${mark}${tier}`;
}

/** The tier of a test case in a report, from its first note; null for anything else. */
export function tierOfReported(finding: Pick<ReportFinding, 'notes'>): Tier | null {
  const note = finding.notes.find((text) => text.startsWith(mark));
  const tier = tierSchema.safeParse(note?.slice(mark.length));
  return tier.success ? tier.data : null;
}
