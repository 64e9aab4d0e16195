import type { Violation } from '../../../protocol/finding.ts';
import { violation } from '../../evidence/answer.ts';
import { type Check, mapRecords, noted } from '../draft.ts';
import { textKey } from '../prose.ts';

/**
 * What code can see about titles: two records of one list are not called the same, and a title says more than what kind of record it is
 * ("Decision 1"). A record without any is called after its list and left alone; whether a title fits its text is for a validator. Action:
 * reprompt, then a note on the record.
 */
export const titles: Check = (draft) => {
  const violations: Violation[] = [];
  const said = new Map<string, string>();
  const complain = (key: string, at: string, message: string, note: string): void => {
    violations.push(violation(`${at}.title`, 'title', message));
    said.set(key, note);
  };
  for (const { spec, records } of draft.lists) {
    const first = new Map<string, string>();
    const kind = textKey(spec.title);
    for (const record of records) {
      const key = textKey(record.title);
      const other = first.get(key);
      if (key === kind || key === '') continue;
      if (key.startsWith(`${kind} `) && /^\d{1,4}$/.test(key.slice(kind.length + 1)))
        complain(
          record.key,
          record.at,
          `"${record.title}" says nothing: give ${record.id} a title of its own.`,
          'Its title says nothing.',
        );
      else if (other === undefined) first.set(key, record.id);
      else
        complain(
          record.key,
          record.at,
          `${record.id} is called "${record.title}" like ${other}: say how they differ, or make them one.`,
          `It is called like ${other}.`,
        );
    }
  }
  if (said.size === 0) return {};
  const next = mapRecords(draft, (record) => {
    const note = said.get(record.key);
    return note === undefined ? record : noted(record, note);
  });
  return { draft: next, violations };
};
