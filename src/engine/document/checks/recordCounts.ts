import { type Violation } from '../../../protocol/finding.ts';
import { violation } from '../../evidence/answer.ts';
import { type Check, excludeRecords } from '../draft.ts';

/**
 * A list has at least `min` records (reprompt, then fail) and at most `max` (reprompt, then drop-to-log: those beyond go to Excluded with
 * rule `cap`). Runs when records without need or evidence are out.
 */
export const recordCounts: Check = (draft, context) => {
  const violations: Violation[] = [];
  const failures: string[] = [];
  for (const { spec, records } of draft.lists) {
    const at = `records.${spec.name}`;
    const count = records.length;
    if (count > spec.max)
      violations.push(
        violation(
          at,
          'limit',
          `"${spec.name}" has ${count} records; send at most ${spec.max}, the most important ones.`,
        ),
      );
    if (count >= spec.min) continue;
    violations.push(
      violation(
        at,
        'too-few',
        `"${spec.name}" needs at least ${spec.min} records that stand; ${count} ${count === 1 ? 'does' : 'do'}. ${spec.text}`,
      ),
    );
    failures.push(`${spec.title}: at least ${spec.min} were needed, ${count} stand${count === 1 ? 's' : ''}.`);
  }
  const capped = excludeRecords(draft, context, 'cap', (_record, spec, i) =>
    i < spec.max ? null : `The list holds at most ${spec.max} records.`,
  );
  return { ...capped, violations, failures };
};
