import { textKey } from './prose.ts';
import type { RawDocument, RawRecord } from './rawDocument.ts';

/** Records of a list by its name. */
export function ownOf({ lists }: RawDocument, name: string): readonly RawRecord[] {
  return lists.find((list) => list.name === name)?.records ?? [];
}

interface Homes {
  /** Records of the second answer with the ordinal that they had in the first. */
  readonly ordinals: ReadonlyMap<RawRecord, number>;
  /** Ordinals of the first answer that are among them. */
  readonly taken: ReadonlySet<number>;
}

/** Where the records of the second answer stood in the first: in the same list, in another one, or among what was refused. */
export function homesOf(previous: RawDocument, next: RawDocument): Homes {
  const ordinals = new Map<RawRecord, number>();
  const taken = new Set<number>();
  const take = (record: RawRecord, ordinal: number | undefined): void => {
    if (ordinal === undefined) return;
    ordinals.set(record, ordinal);
    taken.add(ordinal);
  };
  for (const list of previous.lists)
    for (const [record, old] of matchRecords(list.records, ownOf(next, list.name))) take(record, old.ordinal);
  const strangers = next.lists.flatMap(({ name, records }) =>
    records.filter((record) => !ordinals.has(record)).map((record) => ({ name, record })),
  );
  const refused = previous.rejected.map((entry) => ({ ...entry, key: textKey(entry.title) }));
  const before = previous.lists.flatMap((list) =>
    list.records.map((old) => ({ ...old, list: list.name, key: textKey(old.title) })),
  );
  for (const { name, record } of strangers) {
    const key = textKey(record.title);
    const isFree = ({ ordinal }: { readonly ordinal: number }): boolean => !taken.has(ordinal);
    const sameId = ({ id }: { readonly id?: string | undefined }): boolean => hasOwnId(record) && id === record.id;
    // The refused entry may have been a sentence that begins with what is now the title.
    const repaired = refused.find((entry) => isFree(entry) && (isSameKey(entry.key, key) || sameId(entry)));
    const others = repaired === undefined ? before.filter((old) => old.list !== name && isFree(old)) : [];
    const moved = others.find((old) => key !== '' && old.key === key) ?? others.find(sameId);
    take(record, (repaired ?? moved)?.ordinal);
  }
  return { ordinals, taken };
}

/** A letter and a number name one record of the document; a number alone names one in every list. */
function hasOwnId({ id }: RawRecord): boolean {
  return /^[A-Za-z]{1,8}[-_]?\d{1,5}$/.test(id);
}

/** The same words, or one begins with the other when that has two words at least. */
export function isSameItem(one: string, other: string): boolean {
  return isSameKey(textKey(one), textKey(other));
}

function isSameKey(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  return (
    short !== '' && (short === long || (/^\S+ \S/.test(short) && short.length >= 8 && long.startsWith(`${short} `)))
  );
}

/**
 * Pairs records of a list: same id and title, same title, same id; each once. The id alone does not count when the second answer gave
 * another number to a record of the same title: then its numbers are new.
 */
function matchRecords(before: readonly RawRecord[], after: readonly RawRecord[]): Map<RawRecord, RawRecord> {
  const matches = new Map<RawRecord, RawRecord>();
  const used = new Set<RawRecord>();
  const pair = (keyOf: (record: RawRecord) => string): void => {
    const free = new Map<string, RawRecord[]>();
    for (const record of before)
      if (!used.has(record) && keyOf(record) !== '')
        free.set(keyOf(record), [...(free.get(keyOf(record)) ?? []), record]);
    for (const record of after) {
      if (matches.has(record)) continue;
      const old = free.get(keyOf(record))?.shift();
      if (old === undefined) continue;
      matches.set(record, old);
      used.add(old);
    }
  };
  pair((record) => `${record.id}\n${textKey(record.title)}`);
  pair((record) => textKey(record.title));
  if (![...matches].some(([record, old]) => record.id !== old.id)) pair((record) => record.id);
  return matches;
}
