import type { WrittenDocument } from '../../protocol/document.ts';
import { allRecords, type CheckContext, type Draft } from './draft.ts';
import { textKey } from './prose.ts';

/** Where an id that the writer used leads. `source`: an id that the brief or the document under work defines. */
export type Target =
  | { readonly kind: 'finding'; readonly id: string }
  | { readonly kind: 'record'; readonly key: string; readonly list: string }
  | {
      readonly kind: 'gone';
      readonly key: string;
      readonly list: string;
      readonly title: string;
      readonly place: 'deferred' | 'excluded';
    }
  | { readonly kind: 'source' }
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'unknown' };

/** Finds what an id means. `lists` narrows it to these record lists ("findings" among them). */
export type Resolve = (token: string, lists?: readonly string[]) => Target;

/** The same for `o1`, `O-1`, `O-01` and `[O1]`. */
export function idKey(token: string): string {
  const plain = token
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '');
  const parts = /^([A-Z]*)0*(\d+)([A-Z]?)$/.exec(plain);
  return parts === null ? textKey(token) : `${parts[1] ?? ''}${parts[2] ?? ''}${parts[3] ?? ''}`;
}

interface Entry {
  readonly list: string;
  readonly target: Target;
}

/**
 * The ids that a draft may use: of the findings that the writer was given, of its own records (also those that were put off or
 * excluded), of the document that it rewrites, and those that the brief or the subject define. A finding wins over a record of the same id. A
 * record without an id can be named by the prefix of its list and its position, or by its title.
 */
export function referencesOf(draft: Draft, context: CheckContext): Resolve {
  const findings = new Map(context.findings.map((finding) => [idKey(finding.id), finding.id]));
  const records = new Map<string, Entry[]>();
  const add = (key: string, entry: Entry): void => {
    if (key !== '') records.set(key, [...(records.get(key) ?? []), entry]);
  };
  for (const { spec, records: own } of draft.lists)
    for (const record of own) {
      const entry: Entry = { list: spec.name, target: { kind: 'record', key: record.key, list: spec.name } };
      add(idKey(record.given), entry);
    }
  for (const { given, ...gone } of draft.gone)
    add(idKey(given), { list: gone.list, target: { kind: 'gone', ...gone } });
  if (context.before === null) addPositions(draft, records);
  else addFormerIds(draft, context.before, records);
  const titles = titlesOf(draft);
  const source = `${context.brief}\n${context.subject}`;

  return (token, lists) => {
    const key = idKey(token);
    const finding = findings.get(key);
    if (finding !== undefined && (lists === undefined || lists.includes('findings')))
      return { kind: 'finding', id: finding };
    const entries = records.get(key) ?? titles.get(textKey(token)) ?? [];
    const inside = lists === undefined ? entries : entries.filter((entry) => lists.includes(entry.list));
    const found = inside.length > 0 ? inside : entries;
    if (found.length > 1 && new Set(found.map((entry) => keyOf(entry.target))).size > 1) return { kind: 'ambiguous' };
    const target = found[0]?.target;
    if (target !== undefined) return target;
    if (finding !== undefined) return { kind: 'finding', id: finding };
    return looksLikeId(token) && namesIt(source, token) ? { kind: 'source' } : { kind: 'unknown' };
  };
}

function keyOf(target: Target): string {
  return target.kind === 'record' || target.kind === 'gone' ? target.key : '';
}

/** Only for lists in which no record has an id of its own: else a position could be taken for an id. */
function addPositions(draft: Draft, records: Map<string, Entry[]>): void {
  for (const { spec, records: own } of draft.lists) {
    if (own.some((record) => record.given !== '') || draft.gone.some((gone) => gone.list === spec.name)) continue;
    own
      .toSorted((a, b) => ordinalOf(a.key) - ordinalOf(b.key))
      .forEach((record, i) => {
        const key = idKey(`${spec.prefix}-${i + 1}`);
        if (!records.has(key))
          records.set(key, [{ list: spec.name, target: { kind: 'record', key: record.key, list: spec.name } }]);
      });
  }
}

/** A rewrite without ids still speaks of its records by the ids under which they were handed over. */
function addFormerIds(draft: Draft, before: WrittenDocument, records: Map<string, Entry[]>): void {
  for (const { spec, records: own } of draft.lists)
    for (const record of own) {
      const old = before.records[spec.name]?.find((other) => textKey(other.title) === textKey(record.title));
      if (record.given !== '' || old === undefined || records.has(idKey(old.id))) continue;
      records.set(idKey(old.id), [{ list: spec.name, target: { kind: 'record', key: record.key, list: spec.name } }]);
    }
}

/** Place of a record in the answer: keys are `<step>#r<ordinal>`. */
export function ordinalOf(key: string): number {
  return Number(key.slice(key.lastIndexOf('#r') + 2)) || 0;
}

function titlesOf(draft: Draft): Map<string, Entry[]> {
  const titles = new Map<string, Entry[]>();
  const listOf = new Map(
    draft.lists.flatMap(({ spec, records }) => records.map((record) => [record.key, spec.name] as const)),
  );
  for (const record of allRecords(draft)) {
    const list = listOf.get(record.key) ?? '';
    const title = textKey(record.title);
    if (title.length >= 4)
      titles.set(title, [...(titles.get(title) ?? []), { list, target: { kind: 'record', key: record.key, list } }]);
  }
  return titles;
}

/** Capital letters, a number, perhaps a letter: what people cite by. */
export function looksLikeId(token: string): boolean {
  return /^[A-Z]{1,6}[-_]?\d{1,5}[a-z]?$/.test(token);
}

function namesIt(text: string, token: string): boolean {
  for (let at = text.indexOf(token); at >= 0; at = text.indexOf(token, at + 1)) {
    const around = `${text[at - 1] ?? ' '}${text[at + token.length] ?? ' '}`;
    if (!/[\w]/.test(around)) return true;
  }
  return false;
}
