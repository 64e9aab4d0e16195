import type { DeferredItem } from '../../protocol/document.ts';
import type { Violation } from '../../protocol/finding.ts';
import { violation } from '../evidence/answer.ts';
import { cut, type Fields, fieldsOf, pick, toLabel, toList } from '../evidence/fields.ts';
import { parseConfidence } from '../evidence/severity.ts';
import { documentLimits as limits } from './documentLimits.ts';
import type { RawMembers, RawRecord, RejectedRecord, Response } from './rawDocument.ts';

/** Members of the json block that belong to the document. */
export const memberKeys: readonly string[] = ['conclusion', 'confidence', 'records', 'deferred', 'responses'];

const baseKeys = new Set(['findings', 'checked', 'openQuestions', 'open_questions', ...memberKeys]);
const recordKeys = new Set(['id', 'title', 'name', 'evidence', 'need']);
const actions: ReadonlyMap<string, Response['action']> = new Map<string, Response['action']>([
  ['adjusted', 'adjusted'],
  ['adjust', 'adjusted'],
  ['accepted', 'adjusted'],
  ['changed', 'adjusted'],
  ['withdrawn', 'withdrawn'],
  ['withdraw', 'withdrawn'],
  ['removed', 'withdrawn'],
  ['rejected', 'rejected'],
  ['reject', 'rejected'],
  ['kept', 'rejected'],
]);

/**
 * The document members of a decoded answer. Total: whatever they hold, every entry of a record list ends as a record or among the
 * rejected. Null, with a violation, when the lists are a flood.
 */
export function parseMembers(fields: Fields, violations: Violation[]): RawMembers | null {
  const given = listsOf(fields, violations);
  const total = given.reduce((sum, list) => sum + list.items.length, 0);
  if (total > limits.flood) {
    violations.push(
      violation('records', 'limit', `${total} records are not a document; send at most ${limits.records}.`),
    );
    return null;
  }
  const rejected: RejectedRecord[] = [];
  let ordinal = 0;
  const lists = given.map(({ name, at, items }) => ({
    name,
    records: items.flatMap((item, i): RawRecord[] => {
      ordinal++;
      const parsed = parseRecord(item, `${at}[${i}]`, ordinal);
      if (ordinal > limits.records) rejected.push(tooMany(ordinal, parsed?.title ?? '', name));
      else if (parsed !== null) return [parsed];
      else {
        const refused = noRecord(ordinal, item, name);
        rejected.push(refused);
        violations.push(violation(`${at}[${i}]`, 'shape', refused.reason));
      }
      return [];
    }),
  }));
  if (total > limits.records)
    violations.push(violation('records', 'limit', `At most ${limits.records} records are read; you sent ${total}.`));
  return {
    conclusion: toLabel(fields.get('conclusion'), limits.conclusion),
    confidence: parseConfidence(toLabel(fields.get('confidence'), 40)),
    lists,
    rejected,
    deferred: parseDeferred(fields.get('deferred'), violations, (title, reason) =>
      rejected.push({ ordinal: ++ordinal, title, reason, rule: 'limit' }),
    ),
    responses: parseResponses(fields.get('responses'), violations),
  };
}

interface GivenList {
  readonly name: string;
  readonly at: string;
  readonly items: readonly unknown[];
}

/** `records` as an object of lists or as one list; without it, lists of objects that stand beside the known members. */
function listsOf(fields: Fields, violations: Violation[]): GivenList[] {
  const records = fields.get('records');
  const single = toList(records);
  if (single !== null) return [{ name: '', at: 'records', items: single }];
  const nested = fieldsOf(records);
  const prefix = nested === null ? '' : 'records.';
  const members = [...(nested ?? fields)].filter(([name]) => nested !== null || !baseKeys.has(name));
  const lists = members.flatMap(([name, value]): GivenList[] => {
    const items = toList(value) ?? (nested !== null && fieldsOf(value) !== null ? [value] : null);
    if (items === null || (nested === null && !items.some((item) => fieldsOf(item) !== null))) return [];
    return [{ name: cut(name, 80), at: `${prefix}${cut(name, 80)}`, items }];
  });
  if (lists.length <= limits.lists) return lists;
  violations.push(
    violation('records', 'limit', `${lists.length} record lists were sent; at most ${limits.lists} are read.`),
  );
  const rest = lists.slice(limits.lists).flatMap((list) => list.items);
  return [...lists.slice(0, limits.lists), { name: '(others)', at: 'records', items: rest }];
}

function tooMany(ordinal: number, title: string, list: string): RejectedRecord {
  return {
    ordinal,
    title: title || `Entry of ${list}`,
    reason: `The answer had more than ${limits.records} records.`,
    rule: 'limit',
  };
}

function noRecord(ordinal: number, item: unknown, list: string): RejectedRecord {
  const title = toLabel(item, limits.title) || `Entry of ${list}`;
  return { ordinal, title, reason: 'It is not an object with a title and the fields of a record.', rule: 'shape' };
}

function parseRecord(item: unknown, at: string, ordinal: number): RawRecord | null {
  const fields = fieldsOf(item);
  if (fields === null) return null;
  const values = [...fields].filter(([key]) => !recordKeys.has(key)).slice(0, limits.fields);
  const texts = values.map(([key, value]) => [cut(key, 60), fieldValue(value)] as const);
  const title =
    oneLineOf(pick(fields, 'title', 'name')) ||
    oneLineOf(texts.find(([, text]) => typeof text === 'string' && text !== '')?.[1]);
  if (title === '' && texts.every(([, text]) => text.length === 0)) return null;
  return {
    at,
    ordinal,
    id: toLabel(fields.get('id'), limits.id),
    title,
    evidence: parseIds(fields.get('evidence')),
    need: parseNeed(fields.get('need')),
    fields: Object.fromEntries(texts),
  };
}

function oneLineOf(value: unknown): string {
  return (toLabel(value, limits.title).split('\n')[0] ?? '').trim();
}

/** Ids as a list, as one text with separators, in brackets, or as objects that have one. */
function parseIds(value: unknown): string[] {
  const items = toList(value) ?? [value];
  const ids = items.slice(0, limits.evidence).flatMap((item) => {
    const fields = fieldsOf(item);
    const text = toLabel(fields === null ? item : pick(fields, 'id', 'finding'), limits.ref);
    return text.split(/[,;\s[\]]+/);
  });
  return [...new Set(ids.map((id) => cut(id, limits.id)).filter((id) => id !== ''))].slice(0, limits.evidence);
}

function parseNeed(value: unknown): RawRecord['need'] {
  const fields = fieldsOf(value);
  if (fields === null) {
    const text = toLabel(value, limits.ref);
    const [kind = '', ...rest] = text.split(/[:(,]\s*|\s+-\s+/);
    return text === ''
      ? null
      : {
          kind: kind.trim(),
          ref: rest
            .join(' ')
            .replace(/\)\s*$/, '')
            .trim(),
        };
  }
  const kind = toLabel(pick(fields, 'kind', 'type'), 60);
  const ref = toLabel(pick(fields, 'ref', 'reference', 'source', 'evidence'), limits.ref);
  return kind === '' && ref === '' ? null : { kind, ref };
}

/** A scalar as text, a list as texts; what is nested deeper is written out. */
function fieldValue(value: unknown): string | string[] {
  const list = toList(value);
  if (list === null) return cut(flat(value), limits.text);
  return list
    .slice(0, limits.items)
    .map((item) => cut(flat(item), limits.item).trim())
    .filter((text) => text !== '');
}

function flat(value: unknown, depth = 0): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (depth > 3) return '';
  const list = toList(value);
  if (list !== null)
    return list
      .slice(0, limits.items)
      .map((item) => flat(item, depth + 1))
      .filter((text) => text !== '')
      .join('; ');
  const fields = fieldsOf(value);
  if (fields === null) return '';
  const id = fields.get('id');
  if (typeof id === 'string' && fields.size === 1) return id;
  return [...fields]
    .slice(0, limits.fields)
    .map(([key, member]) => `${cut(key, 60)}: ${flat(member, depth + 1)}`)
    .join('; ');
}

type Refuse = (title: string, reason: string) => void;

const reasonKeys = ['why', 'reason'];
const triggerKeys = ['reopenWhen', 'reopen_when', 'reopen', 'trigger'];
/** Members of a deferred item that are not its name, as long as another text could be. */
const besideName: ReadonlySet<string> = new Set([...reasonKeys, ...triggerKeys, 'id', 'source', 'need', 'evidence']);

/** Every entry that says something ends as an item or is refused; one object alone is a list of one. */
function parseDeferred(value: unknown, violations: Violation[], refuse: Refuse): DeferredItem[] {
  const list = toList(value) ?? (fieldsOf(value) === null ? [] : [value]);
  if (list.length > limits.deferred)
    violations.push(
      violation('deferred', 'limit', `At most ${limits.deferred} deferred items are read; you sent ${list.length}.`),
    );
  for (const item of list.slice(limits.deferred, limits.flood))
    refuse(deferredName(item) || 'Entry of deferred', `More than ${limits.deferred} items were put off.`);
  return list.slice(0, limits.deferred).flatMap((item) => {
    const fields = fieldsOf(item);
    const name = deferredName(item);
    if (name === '') return [];
    const label = (keys: readonly string[], max: number): string =>
      toLabel(fields === null ? undefined : pick(fields, ...keys), max);
    return [
      {
        item: name,
        why: label(reasonKeys, limits.item),
        reopenWhen: label(triggerKeys, limits.item),
        source: label(['source'], limits.ref),
      },
    ];
  });
}

/** What is put off: under a known name, else the first text that is neither reason nor trigger, else the first text. */
function deferredName(item: unknown): string {
  const fields = fieldsOf(item);
  if (fields === null) return toLabel(item, limits.title);
  const texts = [...fields]
    .slice(0, limits.fields)
    .map(([key, value]) => [key, cut(flat(value), limits.title).trim()] as const);
  const first = (wanted: (key: string) => boolean): string =>
    texts.find(([key, text]) => text !== '' && wanted(key))?.[1] ?? '';
  return (
    toLabel(pick(fields, 'item', 'title', 'name'), limits.title) ||
    first((key) => !besideName.has(key)) ||
    first(() => true)
  );
}

function parseResponses(value: unknown, violations: Violation[]): Response[] {
  const list = toList(value) ?? [];
  return list.slice(0, limits.responses).flatMap((item, i) => {
    const fields = fieldsOf(item);
    const target = toLabel(fields === null ? undefined : pick(fields, 'target', 'id'), limits.id);
    const word = toLabel(fields?.get('action'), 40).toLowerCase();
    const action = actions.get(word);
    if (fields !== null && target !== '' && action !== undefined)
      return [{ target, action, reason: toLabel(pick(fields, 'reason', 'why'), limits.item) }];
    violations.push(
      violation(`responses[${i}]`, 'shape', 'A response needs "target" and "action": adjusted, withdrawn or rejected.'),
    );
    return [];
  });
}
