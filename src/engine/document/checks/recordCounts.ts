import { type Violation } from '../../../protocol/finding.ts';
import { violation } from '../../evidence/answer.ts';
import { type Check, type DraftList, excludeRecords } from '../draft.ts';
import { type Resolve, referencesOf } from '../references.ts';

/**
 * A list has at least `min` records (reprompt, then fail) and at most `max` (reprompt, then drop-to-log: those beyond go to Excluded with
 * rule `cap`; what a record that stays depends on stays before it). Runs when records without need or evidence are out.
 */
export const recordCounts: Check = (draft, context) => {
  const violations: Violation[] = [];
  const failures: string[] = [];
  for (const { spec, records } of draft.lists) {
    const at = `records.${spec.name}`;
    const count = records.length;
    if (count > spec.max)
      violations.push(
        violation(
          at,
          'limit',
          `"${spec.name}" has ${count} records; send at most ${spec.max}, the most important ones.`,
        ),
      );
    if (count >= spec.min) continue;
    violations.push(
      violation(
        at,
        'too-few',
        `"${spec.name}" needs at least ${spec.min} records that stand; ${count} ${count === 1 ? 'does' : 'do'}. ${spec.text}`,
      ),
    );
    failures.push(`${spec.title}: at least ${spec.min} were needed, ${count} stand${count === 1 ? 's' : ''}.`);
  }
  if (draft.lists.every(({ spec, records }) => records.length <= spec.max)) return { violations, failures };
  const resolve = referencesOf(draft, context);
  const kept = new Set(draft.lists.flatMap((list) => [...keptKeys(list, resolve)]));
  const capped = excludeRecords(draft, context, 'cap', (record, spec) =>
    kept.has(record.key) ? null : `The list holds at most ${spec.max} records.`,
  );
  return { ...capped, violations, failures };
};

/** In the order of the list, each record with everything it depends on, as long as there is room for all of them. */
function keptKeys({ spec, records }: DraftList, resolve: Resolve): Set<string> {
  const on = new Map(
    records.map((record) => {
      const named = spec.dependsOn === undefined ? [] : [record.fields[spec.dependsOn] ?? []].flat();
      const targets = named.flatMap((id) => {
        const target = resolve(id, [spec.name]);
        return target.kind === 'record' && target.list === spec.name ? [target.key] : [];
      });
      return [record.key, targets] as const;
    }),
  );
  const kept = new Set<string>();
  for (const { key } of records) {
    if (kept.size >= spec.max) break;
    const wanted = new Set([key]);
    for (const next of wanted) for (const other of on.get(next) ?? []) if (!kept.has(other)) wanted.add(other);
    if (kept.size + wanted.size <= spec.max) for (const next of wanted) kept.add(next);
  }
  // Only circles can leave room here; they are cut later.
  for (const { key } of records) if (kept.size < spec.max) kept.add(key);
  return kept;
}
