import type { RecordSpec } from '../../../protocol/document.ts';
import type { Violation } from '../../../protocol/finding.ts';
import { violation } from '../../evidence/answer.ts';
import { likelyPath } from '../../evidence/citationPath.ts';
import { type Check, mapRecords, nameOf, noted } from '../draft.ts';
import { foldersOf } from '../places.ts';
import type { RawList } from '../rawDocument.ts';

const mark = '(not found)';

/** Fields of kind `path` name a file or folder of the workspace. Action: reprompt, then marked "(not found)". */
export const paths: Check = (draft, context) => {
  const violations: Violation[] = [];
  const folders = foldersOf(context.paths);
  const known = [...context.paths];
  const next = mapRecords(draft, (record, spec) =>
    spec.fields.reduce((done, field) => {
      const value = done.fields[field.name];
      if (field.kind !== 'path' || typeof value !== 'string' || value === '') return done;
      const path = plainPath(value);
      if (context.paths.has(path) || folders.has(path) || /[*?{]/.test(path)) return done;
      const likely = likelyPath(path, known);
      const hint = likely === null ? '' : ` Perhaps ${likely} is meant.`;
      violations.push(
        violation(
          `${record.at}.${field.name}`,
          'path',
          `${nameOf(record)}: "${path}" is no file of the workspace.${hint}`,
        ),
      );
      const marked = value.endsWith(mark) ? value : `${value} ${mark}`;
      return noted(
        { ...done, fields: { ...done.fields, [field.name]: marked } },
        `"${path}" was not found in the workspace.`,
      );
    }, record),
  );
  return { draft: next, violations };
};

/** A path as people write it, without line numbers, marks and a leading `./`. */
export function plainPath(value: string): string {
  return value
    .replace(mark, '')
    .trim()
    .replace(/^`+|`+$/g, '')
    .replace(/(?::\d{1,9}(?:-\d{1,9})?|#L\d{1,9}(?:-L?\d{1,9})?)$/, '')
    .replace(/^(?:\.\/)+/, '')
    .replace(/\/+$/, '');
}

/** Values of the path fields of an answer, without doubles: what a reader should look for. */
export function pathsNamed(lists: readonly RawList[], specs: readonly RecordSpec[]): string[] {
  const named = new Set<string>();
  for (const { name, records } of lists) {
    const fields = specs.find((spec) => spec.name === name)?.fields.filter((field) => field.kind === 'path') ?? [];
    for (const record of records)
      for (const field of fields) {
        const value = record.fields[field.name];
        const path = plainPath(typeof value === 'string' ? value : (value?.[0] ?? ''));
        if (path !== '') named.add(path);
      }
  }
  return [...named];
}
