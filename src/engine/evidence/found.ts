import type { Citation } from '../../protocol/finding.ts';

/** Citations that support a claim: compared and found. */
export function isFound(citation: Pick<Citation, 'status'>): boolean {
  return citation.status === 'verified' || citation.status === 'reanchored';
}
