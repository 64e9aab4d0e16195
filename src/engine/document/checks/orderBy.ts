import { type Check, type DraftRecord } from '../draft.ts';

/** A list with `orderBy` stands in the order of the words of that field; unknown words last. Stable. Action: fix. */
export const orderBy: Check = (draft) => ({
  draft: {
    ...draft,
    lists: draft.lists.map((list) => {
      const field = list.spec.fields.find((candidate) => candidate.name === list.spec.orderBy);
      if (field === undefined) return list;
      const words = field.values ?? [];
      const rank = (record: DraftRecord): number => {
        const value = record.fields[field.name];
        const at = typeof value === 'string' ? words.indexOf(value) : -1;
        return at < 0 ? words.length : at;
      };
      return { ...list, records: list.records.toSorted((a, b) => rank(a) - rank(b)) };
    }),
  },
});
