import { isFound } from '../../../evidence/found.ts';
import { type Check, excludeRecords } from '../../draft.ts';

/**
 * What a document says about a gap rests on a finding that quotes both sides, the current and the desired one. A record of a list that
 * requires evidence and cites no finding with two places is out. Action: drop-to-log (Excluded, rule `both-sides`).
 */
export const gapBothSides: Check = (draft, context) => {
  const places = new Map(context.findings.map((finding) => [finding.id, finding.citations.filter(isFound).length]));
  // Findings without citations were handed over by id only; there is nothing to compare.
  if ([...places.values()].every((count) => count === 0)) return {};
  return excludeRecords(draft, context, 'both-sides', (record, spec) =>
    spec.evidence !== 'required' || record.evidence.some((id) => (places.get(id) ?? 0) >= 2)
      ? null
      : 'It cites no gap of which both sides were found.',
  );
};
