import { type Violation } from '../../../protocol/finding.ts';
import { violation } from '../../evidence/answer.ts';
import { type Check, excludeRecords, mapRecords, nameOf, noted } from '../draft.ts';
import { referencesOf } from '../references.ts';

/**
 * The `evidence` of a record names findings that are there. An id that leads nowhere: reprompt, then strip and say so (fix). A record
 * whose list requires evidence and that has none left: reprompt, then drop-to-log (Excluded, rule `upstream`).
 */
export const evidence: Check = (draft, context) => {
  const resolve = referencesOf(draft, context);
  const violations: Violation[] = [];
  const settled = mapRecords(draft, (record, spec) => {
    if (spec.evidence === 'none') return { ...record, evidence: [] };
    const kept: string[] = [];
    const lost: string[] = [];
    for (const id of record.evidence) {
      const target = resolve(id, ['findings']);
      if (target.kind === 'finding') kept.push(target.id);
      else if (target.kind !== 'source') lost.push(id);
    }
    if (lost.length > 0)
      violations.push(
        violation(
          `${record.at}.evidence`,
          'unknown-id',
          `${nameOf(record)} cites ${lost.join(', ')}, which is no finding handed to you.`,
        ),
      );
    const stripped = lost.length === 0 ? [] : [`Evidence ids that lead nowhere were taken out: ${lost.join(', ')}.`];
    return noted({ ...record, evidence: [...new Set(kept)] }, ...stripped);
  });
  const { draft: next, excluded } = excludeRecords(settled, context, 'upstream', (record, spec) => {
    if (spec.evidence !== 'required' || record.evidence.length > 0) return null;
    if (!violations.some((other) => other.at === `${record.at}.evidence`) && context.findings.length > 0)
      violations.push(
        violation(
          `${record.at}.evidence`,
          'missing-evidence',
          `${nameOf(record)} needs the id of at least one handed finding in "evidence".`,
        ),
      );
    return 'It cites no finding that is there.';
  });
  return { draft: next, violations, excluded };
};
