import { idClass, type IdClass } from '../../evidence/fold/ids.ts';
import type { DocumentContext } from '../documentContext.ts';
import { reviewMarkdown } from '../findingMarkdown.ts';

const groups: readonly (readonly [IdClass, string])[] = [
  ['CRIT', 'Critical'],
  ['SEC', 'Security'],
  ['WARN', 'Warnings'],
  ['SUGG', 'Suggestions'],
];

/** The findings that count, by severity, as they would stand in a review: place, claim, quote and recommendation. */
export function reviewFindings({ fold }: DocumentContext): string {
  return groups
    .flatMap(([name, heading]) => {
      const findings = fold.findings.filter((finding) => idClass(finding.id) === name);
      return findings.length === 0 ? [] : [`### ${heading}`, ...findings.map((finding) => reviewMarkdown(finding, 4))];
    })
    .join('\n\n');
}
