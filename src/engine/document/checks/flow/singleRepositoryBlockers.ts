import { type Check, type DraftRecord, noted } from '../../draft.ts';
import { textKey } from '../../prose.ts';

/**
 * An issue can be blocked only by one of its own repository: trackers link no further. Looks at lists with `dependsOn` and a field
 * `repository`. Action: fix, the dependency becomes a note. Expects report ids in `ids` fields.
 */
export const singleRepositoryBlockers: Check = (draft) => ({
  draft: {
    ...draft,
    lists: draft.lists.map((list) => {
      const field = list.spec.dependsOn;
      if (field === undefined || !list.spec.fields.some(({ name }) => name === 'repository')) return list;
      const home = new Map(list.records.map((record) => [record.id, repositoryOf(record)]));
      return { ...list, records: list.records.map((record) => within(record, field, home)) };
    }),
  },
});

function within(record: DraftRecord, field: string, home: ReadonlyMap<string, string>): DraftRecord {
  const value = record.fields[field];
  const own = repositoryOf(record);
  if (value === undefined || typeof value === 'string' || own === '') return record;
  const foreign = value.filter((id) => (home.get(id) ?? own) !== own && home.get(id) !== '');
  if (foreign.length === 0) return record;
  const notes = foreign.map(
    (id) => `${id} lies in another repository: say it in words there, a blocker link is not possible.`,
  );
  return noted(
    { ...record, fields: { ...record.fields, [field]: value.filter((id) => !foreign.includes(id)) } },
    ...notes,
  );
}

function repositoryOf(record: DraftRecord): string {
  const value = record.fields['repository'];
  return typeof value === 'string' ? textKey(value) : '';
}
