import type { FieldSpec } from '../../../protocol/document.ts';
import type { Violation } from '../../../protocol/finding.ts';
import { violation } from '../../evidence/answer.ts';
import { type Check, type DraftRecord, mapRecords, nameOf, noted } from '../draft.ts';
import { type Resolve, referencesOf, type Target } from '../references.ts';

/**
 * Fields of kind `ids` name records or findings that are there, of the lists that the field allows. Action: reprompt, then strip and
 * say so (fix). Afterwards such a field holds keys of records and ids of findings, so that later checks need no names.
 */
export const idFields: Check = (draft, context) => {
  const resolve = referencesOf(draft, context);
  const violations: Violation[] = [];
  const next = mapRecords(draft, (record, spec) =>
    spec.fields
      .filter((field) => field.kind === 'ids')
      .reduce((done, field) => resolved(done, field, resolve, violations), record),
  );
  return { draft: next, violations: [...violations, ...duplicateIds(draft)] };
};

function resolved(record: DraftRecord, field: FieldSpec, resolve: Resolve, violations: Violation[]): DraftRecord {
  const value = record.fields[field.name];
  if (value === undefined || typeof value === 'string') return record;
  const at = `${record.at}.${field.name}`;
  const kept: string[] = [];
  const notes: string[] = [];
  for (const id of value) {
    const target = resolve(id, field.of);
    const list = listOf(target);
    if (list !== '' && field.of !== undefined && !field.of.includes(list)) {
      violations.push(
        violation(
          at,
          'wrong-list',
          `${nameOf(record)}: "${id}" is of ${list}; "${field.name}" takes ids of ${field.of.join(', ')}.`,
        ),
      );
      notes.push(`"${id}" in "${field.name}" is of another list and was taken out.`);
    } else if (target.kind === 'finding') kept.push(target.id);
    else if (target.kind === 'record') {
      if (target.key !== record.key) kept.push(target.key);
      else notes.push(`It named itself in "${field.name}"; that was taken out.`);
    } else if (target.kind === 'gone')
      notes.push(
        `"${target.title}", named in "${field.name}", was ${target.place === 'deferred' ? 'put off' : 'excluded'}.`,
      );
    else if (target.kind === 'source') kept.push(id);
    else {
      const why = target.kind === 'ambiguous' ? 'names several records' : 'names nothing in this document';
      violations.push(violation(at, 'unknown-id', `${nameOf(record)}: "${id}" in "${field.name}" ${why}.`));
      notes.push(`"${id}" in "${field.name}" ${why} and was taken out.`);
    }
  }
  return noted({ ...record, fields: { ...record.fields, [field.name]: [...new Set(kept)] } }, ...notes);
}

function listOf(target: Target): string {
  if (target.kind === 'finding') return 'findings';
  return target.kind === 'record' ? target.list : '';
}

/** One id for two records of a list: references to it cannot be told apart. */
function duplicateIds(draft: Parameters<Check>[0]): Violation[] {
  return draft.lists.flatMap(({ spec, records }) => {
    const seen = new Set<string>();
    return records.flatMap((record) => {
      const repeated = record.given !== '' && seen.has(record.given);
      seen.add(record.given);
      return repeated
        ? [violation(`${record.at}.id`, 'duplicate-id', `Two records of "${spec.name}" have the id "${record.given}".`)]
        : [];
    });
  });
}
