import type { RecordSpec } from '../../../protocol/document.ts';
import { textKey } from '../prose.ts';
import { type Check, type DraftRecord, noted } from '../draft.ts';

/**
 * When `field` of a record is `when`, the records that name it in `through` get `to`: what leans on a refuted assumption is invalid.
 * Follows chains. Action: fix. Expects keys in `ids` fields.
 */
export const cascade: Check = (draft) => ({
  draft: {
    ...draft,
    lists: draft.lists.map((list) =>
      list.spec.cascade === undefined ? list : { ...list, records: spread(list.records, list.spec.cascade) },
    ),
  },
});

function spread(records: readonly DraftRecord[], rule: NonNullable<RecordSpec['cascade']>): DraftRecord[] {
  const fallen = new Map(
    records.filter((record) => is(record.fields[rule.field], rule.when)).map((record) => [record.key, record.title]),
  );
  const hit = new Map<string, string>();
  for (let grew = true; grew;) {
    grew = false;
    for (const record of records) {
      if (fallen.has(record.key) || hit.has(record.key)) continue;
      const through = record.fields[rule.through];
      const on = typeof through === 'string' ? undefined : through?.find((key) => fallen.has(key) || hit.has(key));
      if (on === undefined) continue;
      hit.set(record.key, fallen.get(on) ?? records.find((other) => other.key === on)?.title ?? on);
      grew = true;
    }
  }
  return records.map((record) => {
    const cause = hit.get(record.key);
    if (cause === undefined || is(record.fields[rule.field], rule.to)) return record;
    return noted(
      { ...record, fields: { ...record.fields, [rule.field]: rule.to } },
      `Set to "${rule.to}" because it leans on "${cause}".`,
    );
  });
}

function is(value: string | readonly string[] | undefined, word: string): boolean {
  return typeof value === 'string' && textKey(value) === textKey(word);
}
