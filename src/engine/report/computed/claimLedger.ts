import type { DocumentContext } from '../documentContext.ts';
import { tableMarkdown } from '../sectionText.ts';
import { claimsOf, maturityOf, standingOf } from './claimData.ts';

/** Every claim with how it stands. Only evidenced ones may carry a decision. */
export function claimLedger(context: DocumentContext): string {
  const rows = claimsOf(context).map((finding) => [
    finding.id,
    finding.title,
    [finding.persona, ...finding.alsoRaisedBy].join(', '),
    standingOf(finding),
    maturityOf(context, finding),
  ]);
  return tableMarkdown(['Id', 'Claim', 'By', 'Standing', 'Belongs to'], rows);
}
