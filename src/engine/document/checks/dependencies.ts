import type { Violation } from '../../../protocol/finding.ts';
import { violation } from '../../evidence/answer.ts';
import { type Check, type DraftList, type DraftRecord, nameOf, noted } from '../draft.ts';

/**
 * In a list with `dependsOn` every record stands after those it depends on. A forward dependency: fix, by a stable order. A cycle:
 * reprompt, then the edge that closes it is cut, with a note on the record. Expects keys in `ids` fields.
 */
export const dependencies: Check = (draft) => {
  const violations: Violation[] = [];
  const notes: string[] = [];
  const lists = draft.lists.map((list) => {
    const field = list.spec.dependsOn;
    if (field === undefined) return list;
    const acyclic = withoutCycles(list, field, violations);
    const records = inOrder(acyclic, field);
    if (records.some((record, i) => record.key !== list.records[i]?.key))
      notes.push(`The list "${list.spec.name}" was put in the order of its dependencies.`);
    return { ...list, records };
  });
  return { draft: { ...draft, lists }, violations, notes };
};

function dependsOn(record: DraftRecord, field: string): readonly string[] {
  const value = record.fields[field];
  return value === undefined || typeof value === 'string' ? [] : value;
}

/** Walks depth first in list order and cuts every edge that leads back to a record on the way. */
function withoutCycles({ records }: DraftList, field: string, violations: Violation[]): DraftRecord[] {
  const byKey = new Map(records.map((record) => [record.key, record]));
  const state = new Map<string, 'open' | 'done'>();
  const cut = new Map<string, Set<string>>();
  for (const root of records) {
    if (state.has(root.key)) continue;
    state.set(root.key, 'open');
    const stack = [{ key: root.key, next: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const record = byKey.get(top.key);
      const on = record === undefined ? undefined : dependsOn(record, field)[top.next++];
      if (record === undefined || on === undefined) {
        state.set(top.key, 'done');
        stack.pop();
      } else if (state.get(on) === 'open') {
        cut.set(record.key, (cut.get(record.key) ?? new Set()).add(on));
        violations.push(
          violation(
            `${record.at}.${field}`,
            'cycle',
            `${nameOf(record)} depends on ${titleOf(byKey, on)}, which depends on it in turn.`,
          ),
        );
      } else if (!state.has(on) && byKey.has(on)) {
        state.set(on, 'open');
        stack.push({ key: on, next: 0 });
      }
    }
  }
  return records.map((record) => {
    const edges = cut.get(record.key);
    if (edges === undefined) return record;
    const kept = dependsOn(record, field).filter((key) => !edges.has(key));
    const notes = [...edges].map(
      (key) => `Its dependency on ${titleOf(byKey, key)} closed a circle and was taken out.`,
    );
    return noted({ ...record, fields: { ...record.fields, [field]: kept } }, ...notes);
  });
}

function titleOf(byKey: ReadonlyMap<string, DraftRecord>, key: string): string {
  const record = byKey.get(key);
  return record === undefined ? key : `"${record.title}"`;
}

/** The first record of the list whose dependencies are all placed comes next. The list must be acyclic. */
function inOrder(records: readonly DraftRecord[], field: string): DraftRecord[] {
  const inside = new Set(records.map((record) => record.key));
  const placed = new Set<string>();
  const ordered: DraftRecord[] = [];
  let waiting = [...records];
  while (waiting.length > 0) {
    const ready = waiting.find((record) =>
      dependsOn(record, field).every((key) => !inside.has(key) || placed.has(key)),
    );
    if (ready === undefined) return [...ordered, ...waiting];
    ordered.push(ready);
    placed.add(ready.key);
    waiting = waiting.filter((record) => record !== ready);
  }
  return ordered;
}
