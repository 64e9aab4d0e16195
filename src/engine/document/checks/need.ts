import type { DeferredItem, NeedKind } from '../../../protocol/document.ts';
import type { Violation } from '../../../protocol/finding.ts';
import { violation } from '../../evidence/answer.ts';
import { type Check, type Draft, type DraftRecord, type GoneRecord, mapRecords } from '../draft.ts';
import { textKey } from '../prose.ts';
import { referencesOf } from '../references.ts';

const kinds: ReadonlyMap<string, NeedKind> = new Map<string, NeedKind>([
  ['user', 'user'],
  ['user need', 'user'],
  ['request', 'user'],
  ['brief', 'user'],
  ['dependency', 'dependency'],
  ['dependent', 'dependency'],
  ['depends', 'dependency'],
  ['contract', 'contract'],
  ['existing contract', 'contract'],
  ['production', 'contract'],
  ['regulation', 'regulation'],
  ['regulatory', 'regulation'],
  ['law', 'regulation'],
  ['incident', 'incident'],
  ['metric', 'incident'],
  ['alert', 'incident'],
]);

const reopenWhen =
  'A user asks for it, an item that is built cannot work without it, a contract or a rule demands it, or an incident shows that it is missing.';

/**
 * YAGNI gate 1: in a list with `need` every record names one of the five needs and where it is written. Action: fix, a record without
 * one moves to Deferred; a need that is another record counts only if that record is needed itself. When no record at all says its
 * need, the form was probably missed: reprompt.
 */
export const need: Check = (draft, context) => {
  const gated = draft.lists.filter((list) => list.spec.need);
  if (gated.length === 0) return {};
  const violations: Violation[] = [];
  for (const { spec, records } of gated) {
    if (records.length === 0 || records.some((record) => readNeed(record) !== null)) continue;
    const asked =
      'Give each "need": {"kind": "user|dependency|contract|regulation|incident", "ref": "where it is written"}; move what has none to "deferred".';
    violations.push(
      violation(
        `records.${spec.name}`,
        'need',
        `No record of "${spec.name}" names the need that justifies it. ${asked}`,
      ),
    );
  }
  const stated = mapRecords(draft, (record, spec) => (spec.need ? { ...record, need: readNeed(record) } : record));
  const grounded = groundedKeys(stated, referencesOf(stated, context));
  return { draft: deferUngrounded(stated, grounded), violations };
};

function readNeed({ rawNeed }: DraftRecord): DraftRecord['need'] {
  if (rawNeed === null) return null;
  const words = rawNeed.kind
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ')
    .trim();
  const kind = kinds.get(words) ?? kinds.get(words.split(' ')[0] ?? '');
  const ref = rawNeed.ref.trim();
  if (kind === undefined || ref.length < 2 || /^(?:none|n\/?a|unknown|tbd|todo|-+)\.?$/i.test(ref)) return null;
  return { kind, ref };
}

/** Records with a need of their own, and those that lean on such a record. Two that only need each other are not among them. */
function groundedKeys(draft: Draft, resolve: ReturnType<typeof referencesOf>): Set<string> {
  const grounded = new Set<string>();
  const waiting: { readonly key: string; readonly on: string }[] = [];
  for (const { spec, records } of draft.lists)
    for (const record of records) {
      if (!spec.need) grounded.add(record.key);
      else if (record.need !== null && record.need.kind !== 'dependency') grounded.add(record.key);
      else if (record.need !== null) {
        const target = resolve(record.need.ref);
        // An item that is described in words cannot be checked here.
        if (target.kind === 'record') waiting.push({ key: record.key, on: target.key });
        else if (target.kind !== 'gone') grounded.add(record.key);
      }
    }
  for (let grew = true; grew;) {
    grew = false;
    for (const { key, on } of waiting) {
      if (grounded.has(key) || !grounded.has(on)) continue;
      grounded.add(key);
      grew = true;
    }
  }
  return grounded;
}

function deferUngrounded(draft: Draft, grounded: ReadonlySet<string>): Draft {
  const gone: GoneRecord[] = [];
  const deferred: DeferredItem[] = [];
  const lists = draft.lists.map((list) => ({
    ...list,
    records: list.records.filter((record) => {
      if (grounded.has(record.key)) return true;
      gone.push({ key: record.key, list: list.spec.name, given: record.given, title: record.title, place: 'deferred' });
      // The writer may have put it off as well, with better words.
      if (draft.deferred.some((item) => textKey(item.item) === textKey(record.title))) return false;
      deferred.push({ item: record.title, why: whyOf(record), reopenWhen, source: sourceOf(record) });
      return false;
    }),
  }));
  return gone.length === 0
    ? draft
    : { ...draft, lists, gone: [...draft.gone, ...gone], deferred: [...draft.deferred, ...deferred] };
}

function whyOf(record: DraftRecord): string {
  if (record.need !== null)
    return `Only an item that is not needed itself would need it ("${record.need.ref}"; YAGNI gate 1).`;
  return 'Nothing was named that needs it now (YAGNI gate 1).';
}

function sourceOf(record: DraftRecord): string {
  return record.evidence.length === 0 ? 'Draft of the writer' : `Draft of the writer; ${record.evidence.join(', ')}`;
}
