import type { FieldSpec, RecordSpec } from '../../../protocol/document.ts';
import type { Violation } from '../../../protocol/finding.ts';
import { violation } from '../../evidence/answer.ts';
import { cut } from '../../evidence/fields.ts';
import { type Check, type DraftRecord, mapRecords, nameOf, noted } from '../draft.ts';
import { documentLimits as limits } from '../documentLimits.ts';
import { oneLine, textKey } from '../prose.ts';

type Value = string | readonly string[];

/**
 * The fields of a record are those of its list. Actions: spelling of names, a text where a list belongs and the reverse, letter case of
 * enum words: fix. Missing required field, a word that is not allowed, no number: reprompt, then a note on the record. A field that
 * nobody asked for is kept as a note.
 */
export const recordFields: Check = (draft) => {
  const violations: Violation[] = [];
  return { draft: mapRecords(draft, (record, spec) => settled(record, spec, violations)), violations };
};

function settled(record: DraftRecord, spec: RecordSpec, violations: Violation[]): DraftRecord {
  const given = new Map(Object.entries(record.fields).map(([name, value]) => [nameKey(name), { name, value }]));
  const notes: string[] = [];
  const fields: [string, Value][] = [];
  for (const field of spec.fields) {
    const entry = given.get(nameKey(field.name)) ?? given.get(nameKey(field.label ?? field.name));
    if (entry !== undefined) given.delete(nameKey(entry.name));
    const value = entry === undefined ? '' : shaped(field, entry.value);
    if (isEmpty(value)) {
      // What depends on nothing need not say so; another list of ids may be empty when it is optional.
      const none = field.kind === 'ids' && (field.name === spec.dependsOn || (!field.required && entry !== undefined));
      if (none) fields.push([field.name, []]);
      if (none || !field.required) continue;
      violations.push(
        violation(
          `${record.at}.${field.name}`,
          'missing-field',
          `${nameOf(record)} has no "${field.name}": ${field.text}`,
        ),
      );
      notes.push(`"${labelOf(field)}" was not given.`);
      continue;
    }
    const wrong = typeof value === 'string' ? wrongWord(field, value) : null;
    if (wrong !== null) {
      violations.push(violation(`${record.at}.${field.name}`, field.kind, `${nameOf(record)}: ${wrong}`));
      notes.push(wrong);
    }
    fields.push([field.name, value]);
  }
  const spare = [...given.values()].filter(({ value }) => !isEmpty(value));
  for (const { name, value } of spare)
    notes.push(`Also given, "${name}": ${cut(oneLine(typeof value === 'string' ? value : value.join('; ')), 400)}`);
  const title = record.title || spec.title || record.given;
  return noted({ ...record, title, fields: Object.fromEntries(fields) }, ...notes);
}

export function labelOf(field: FieldSpec): string {
  if (field.label !== undefined) return field.label;
  const words = field.name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function nameKey(name: string): string {
  return textKey(name).replaceAll(' ', '');
}

function isEmpty(value: Value): boolean {
  return typeof value === 'string' ? value.trim() === '' : value.length === 0;
}

function shaped(field: FieldSpec, value: Value): Value {
  switch (field.kind) {
    case 'list':
      return typeof value === 'string' ? itemsOf(value) : value;
    case 'ids':
      return (typeof value === 'string' ? [value] : value).flatMap(idsOf);
    case 'enum':
      return wordOf(field, oneLine(typeof value === 'string' ? value : value.join(', ')));
    case 'number':
    case 'path':
      return oneLine(typeof value === 'string' ? value : (value[0] ?? '')).replace(/^`+|`+$/g, '');
    case 'command':
      return withoutFence(typeof value === 'string' ? value : value.join('\n'));
    case 'text':
      return typeof value === 'string' ? value.trim() : value.map((item) => `- ${oneLine(item)}`).join('\n');
  }
}

/** A list that was written as one text: its lines, without their bullets. */
function itemsOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/^\s{0,20}(?:[-*+•]|\d{1,3}[.)])\s+/, '').trim())
    .filter((line) => line !== '')
    .slice(0, limits.items);
}

/** `"[D1, D2]"` is two ids; a title that stands for an id stays whole. */
function idsOf(text: string): string[] {
  const plain = text.replace(/[[\]]/g, ' ').trim();
  const parts = plain.split(/[\s,;]+/);
  const ids = parts.every((part) => /\d/.test(part)) ? parts : plain.split(/[,;]/);
  return ids.map((id) => id.trim()).filter((id) => id !== '' && !/^(?:none|n\/?a|-+)\.?$/i.test(id));
}

/** The allowed word that a value starts with or equals but for letter case; else the value as written. */
function wordOf(field: FieldSpec, value: string): string {
  const values = field.values ?? [];
  const key = textKey(value);
  const exact = values.find((word) => textKey(word) === key);
  if (exact !== undefined) return exact;
  const head = values.filter((word) => key.startsWith(`${textKey(word)} `)).sort((a, b) => b.length - a.length)[0];
  return head ?? value;
}

function wrongWord(field: FieldSpec, value: string): string | null {
  if (field.kind === 'number' && !/^[-+]?\d{1,15}(?:[.,]\d{1,9})?\s*%?$/.test(value))
    return `"${cut(value, 60)}" is not a number for "${field.name}".`;
  if (field.kind !== 'enum' || field.values === undefined || field.values.includes(value)) return null;
  return `"${cut(value, 60)}" is not allowed for "${field.name}"; use ${field.values.join(', ')}.`;
}

function withoutFence(text: string): string {
  return text
    .trim()
    .split('\n')
    .filter((line) => !/^\s{0,20}(?:`{3,}|~{3,})[\w-]*\s*$/.test(line))
    .join('\n')
    .replace(/^`([^`\n]*)`$/, '$1')
    .trim();
}
