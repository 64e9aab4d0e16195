import { type Check, type Draft, mapRecords, noted } from '../draft.ts';

/**
 * References between lists are visible from both ends. When the other list has a field for ids of this one, the missing id is added
 * there; else the record says who names it. Action: fix. Runs when ids are assigned.
 */
export const reverseReferences: Check = (draft) => {
  const namedBy = reverseMap(draft);
  if (namedBy.size === 0) return {};
  return {
    draft: mapRecords(draft, (record, spec) => {
      const fields: [string, readonly string[]][] = [];
      const unplaced: string[] = [];
      for (const { list, id } of namedBy.get(record.id) ?? []) {
        const home = spec.fields.find((field) => field.kind === 'ids' && field.of?.includes(list) === true);
        const own =
          home === undefined
            ? undefined
            : (fields.find(([name]) => name === home.name)?.[1] ?? record.fields[home.name] ?? []);
        if (home === undefined || own === undefined || typeof own === 'string') unplaced.push(id);
        else if (!own.includes(id)) fields.unshift([home.name, [...own, id]]);
      }
      const merged = { ...record.fields };
      for (const [name, value] of fields.toReversed()) merged[name] = value;
      return noted(
        { ...record, fields: merged },
        ...(unplaced.length === 0 ? [] : [`Named by ${unplaced.join(', ')}.`]),
      );
    }),
  };
};

/** Which records of other lists name a record in a field of kind `ids`, by its id, in report order. */
export function reverseMap(
  draft: Pick<Draft, 'lists'>,
): ReadonlyMap<string, readonly { readonly list: string; readonly id: string }[]> {
  const home = new Map(
    draft.lists.flatMap(({ spec, records }) => records.map((record) => [record.id, spec.name] as const)),
  );
  const namedBy = new Map<string, { list: string; id: string }[]>();
  for (const { spec, records } of draft.lists) {
    const names = spec.fields.filter((field) => field.kind === 'ids').map((field) => field.name);
    for (const record of records)
      for (const id of names.flatMap((name) => record.fields[name] ?? [])) {
        const list = home.get(id);
        if (list === undefined || list === spec.name) continue;
        const entries = namedBy.get(id) ?? [];
        if (entries.some((entry) => entry.id === record.id)) continue;
        namedBy.set(id, [...entries, { list: spec.name, id: record.id }]);
      }
  }
  return namedBy;
}
