import { violation } from '../../../evidence/answer.ts';
import { type Check, mapRecords, noted } from '../../draft.ts';
import { textKey } from '../../prose.ts';

/**
 * Two paths of a user differ in how they end, and each says what starts it. Looks at lists with the fields `trigger` and `outcome`.
 * Action: reprompt, then a note on the record.
 */
export const twoPathsDiffer: Check = (draft) => {
  const same = new Map<string, string>();
  const violations = draft.lists.flatMap(({ spec, records }) => {
    if (!['trigger', 'outcome'].every((name) => spec.fields.some((field) => field.name === name))) return [];
    const seen = new Map<string, string>();
    return records.flatMap((record) => {
      const outcome = textKey([record.fields['outcome'] ?? ''].flat().join(' '));
      const other = outcome === '' ? undefined : seen.get(outcome);
      if (other === undefined) {
        seen.set(outcome, record.title);
        return [];
      }
      same.set(record.key, other);
      return [
        violation(
          `${record.at}.outcome`,
          'paths',
          `"${record.title}" ends like "${other}": say how the ends differ, or make them one path.`,
        ),
      ];
    });
  });
  const next = mapRecords(draft, (record) => {
    const other = same.get(record.key);
    return other === undefined ? record : noted(record, `It ends like "${other}".`);
  });
  return { draft: next, violations };
};
