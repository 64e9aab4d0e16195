import { type Check, type DraftRecord, mapRecords } from '../draft.ts';
import { textKey } from '../prose.ts';
import { idKey } from '../references.ts';

/**
 * Gives every record its report id: the prefix of its list and its number in the order of the list. In a rewrite a record that was there
 * before keeps the id under which it was judged, and new ones are numbered after the highest. Puts ids in place of keys in `ids` fields. Action: fix.
 */
export const assignIds: Check = (draft, { before }) => {
  const ids = new Map<string, string>();
  for (const { spec, records } of draft.lists) {
    const old = before?.records[spec.name] ?? [];
    const kept = keptIds(records, old);
    let last = old.reduce(
      (max, record) => Math.max(max, Number(record.id.slice(record.id.lastIndexOf('-') + 1)) || 0),
      0,
    );
    for (const record of records) ids.set(record.key, kept.get(record.key) ?? `${spec.prefix}-${++last}`);
  }
  return {
    draft: mapRecords(draft, (record, spec) => {
      const named = spec.fields.flatMap((field): [string, string[]][] => {
        const value = record.fields[field.name];
        if (field.kind !== 'ids' || value === undefined || typeof value === 'string') return [];
        return [[field.name, value.map((key) => ids.get(key) ?? key)]];
      });
      return {
        ...record,
        id: ids.get(record.key) ?? record.id,
        fields: { ...record.fields, ...Object.fromEntries(named) },
      };
    }),
  };
};

/** A record is the one of before that has its id and title, else its title, else its id; each at most once. */
function keptIds(
  records: readonly DraftRecord[],
  old: readonly { readonly id: string; readonly title: string }[],
): Map<string, string> {
  const free = new Map(old.map((record) => [record.id, textKey(record.title)]));
  const kept = new Map<string, string>();
  const take = (record: DraftRecord, id: string | undefined): void => {
    if (id === undefined || kept.has(record.key) || !free.delete(id)) return;
    kept.set(record.key, id);
  };
  for (const record of records) {
    const same = old.find(({ id, title }) => isSameId(id, record.given) && textKey(title) === textKey(record.title));
    take(record, same?.id);
  }
  for (const record of records)
    take(record, [...free].find(([, title]) => title !== '' && title === textKey(record.title))?.[0]);
  // Other numbers for the same titles: the writer numbered anew, and a number alone says nothing.
  const renumbered = records.some(({ key, given }) => given !== '' && kept.has(key) && !isSameId(kept.get(key), given));
  if (!renumbered) for (const record of records) take(record, old.find(({ id }) => isSameId(id, record.given))?.id);
  return kept;
}

function isSameId(id: string | undefined, given: string): boolean {
  return id !== undefined && given !== '' && idKey(id) === idKey(given);
}
