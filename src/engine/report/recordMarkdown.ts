import type { DocumentRecord, FieldSpec, RecordSpec } from '../../protocol/document.ts';
import { codeMarkdown, inlineMarkdown, plainMarkdown } from './markdownText.ts';
import { writerInline, writerMarkdown } from './prose.ts';
import { tableMarkdown } from './sectionText.ts';

/** Records as blocks (`### D-1 Title` with labelled fields) or, for `table`, as one row each. Empty without records. */
export function recordsMarkdown(spec: RecordSpec, records: readonly DocumentRecord[], table: boolean): string {
  return table ? recordTable(spec, records) : records.map((record) => recordBlock(spec, record)).join('\n\n');
}

/** One record with its fields, evidence, need and what the engine noted. */
function recordBlock(spec: RecordSpec, record: DocumentRecord, level: 3 | 4 = 3): string {
  const lines = [`${'#'.repeat(level)} ${inlineMarkdown(headingOf(record))}`, ''];
  const short: string[] = [];
  const long: string[] = [];
  for (const field of spec.fields) {
    const value = record.fields[field.name];
    if (value === undefined || value.length === 0) continue;
    if (typeof value !== 'string' && field.kind === 'ids') short.push(`- **${labelOf(field)}**: ${idList(value)}`);
    else if (typeof value === 'string' && isShort(field, value))
      short.push(`- **${labelOf(field)}**: ${shortValue(field, value)}`);
    else long.push(`**${labelOf(field)}**`, '', longValue(field, value), '');
  }
  if (record.need !== null) short.push(`- **Need**: ${inlineMarkdown(needText(record.need))}`);
  if (record.evidence.length > 0 && !namesAll(spec, record)) short.push(`- **Evidence**: ${idList(record.evidence)}`);
  const notes = record.notes.map((note) => `_Note: ${inlineMarkdown(note)}_`);
  const parts = [...lines, ...short, ...(short.length > 0 && long.length > 0 ? [''] : []), ...long].join('\n').trim();
  return notes.length === 0 ? parts : `${parts}\n\n${notes.join('\n\n')}`;
}

/** Does a field of ids say already what the evidence is? */
function namesAll(spec: RecordSpec, { evidence, fields }: DocumentRecord): boolean {
  return spec.fields.some((field) => {
    const value = fields[field.name];
    return field.kind === 'ids' && Array.isArray(value) && evidence.every((id) => value.includes(id));
  });
}

function headingOf(record: DocumentRecord): string {
  return record.title.trim() === '' ? record.id : `${record.id} ${record.title}`;
}

/** Ids as references that each format turns into links where the finding is shown. */
export function idList(ids: readonly string[]): string {
  return ids.map((id) => `[${id}]`).join(', ');
}

export function labelOf(field: FieldSpec): string {
  if (field.label !== undefined) return inlineMarkdown(field.label);
  const words = field.name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function isShort(field: FieldSpec, value: string): boolean {
  return field.kind !== 'command' && value.length <= 240 && !value.includes('\n');
}

function shortValue(field: FieldSpec, value: string): string {
  return field.kind === 'path' ? codeMarkdown(value) : inlineProse(value);
}

function longValue(field: FieldSpec, value: string | readonly string[]): string {
  if (typeof value !== 'string') return value.map((item) => `- ${inlineProse(item)}`).join('\n');
  return field.kind === 'command' ? commandMarkdown(value) : writerMarkdown(value, 4);
}

function commandMarkdown(value: string): string {
  const longest = (value.match(/`+/g) ?? []).reduce((max, run) => Math.max(max, run.length), 2);
  const fence = '`'.repeat(longest + 1);
  return `${fence}sh\n${value.trim()}\n${fence}`;
}

/** A writer's text on one line, with its emphasis, code and ids. */
export function inlineProse(text: string): string {
  return writerInline(text);
}

function recordTable(spec: RecordSpec, records: readonly DocumentRecord[]): string {
  const fields = spec.fields.filter((field) => records.some((record) => (record.fields[field.name] ?? '').length > 0));
  const evidence = records.some((record) => record.evidence.length > 0);
  const head = ['Id', spec.title, ...fields.map((field) => labelOf(field)), ...(evidence ? ['Evidence'] : [])];
  const rows = records.map((record) => [
    record.id,
    record.title,
    ...fields.map((field) => cellText(field, record.fields[field.name])),
    ...(evidence ? [idList(record.evidence)] : []),
  ]);
  const notes = records.flatMap((record) => record.notes.map((note) => `- ${record.id}: ${plainMarkdown(note)}`));
  return [tableMarkdown(head, rows), ...(notes.length === 0 ? [] : ['', ...notes])].join('\n');
}

function cellText(field: FieldSpec, value: string | readonly string[] | undefined): string {
  if (value === undefined) return '';
  if (field.kind === 'ids' && typeof value !== 'string') return idList(value);
  if (field.kind === 'path' && typeof value === 'string') return shortCell(value);
  return typeof value === 'string' ? value : value.join('; ');
}

function needText(need: { readonly kind: string; readonly ref: string }): string {
  return need.ref.trim() === '' ? need.kind : `${need.kind} (${need.ref})`;
}

/** What a check wrote behind a path stays. */
function shortCell(value: string): string {
  const [path = '', ...more] = value.split(' (');
  return [codeMarkdown(shortPath(path)), ...more.map((text) => `(${text}`)].join(' ');
}

/** Longer paths are shortened in tables, in characters. */
const maxPath = 50;

/** A long path without the folders in its middle: `src/…/refunds/refundService.ts`. The whole one stands in the JSON of the report. */
export function shortPath(path: string): string {
  if (path.length <= maxPath) return path;
  const parts = path.split('/');
  const [first = ''] = parts;
  let tail = parts.at(-1) ?? '';
  for (const part of parts.slice(1, -1).reverse()) {
    if (`${first}/…/${part}/${tail}`.length > maxPath) break;
    tail = `${part}/${tail}`;
  }
  const short = `${first}/…/${tail}`;
  return parts.length > 2 && short.length <= maxPath ? short : `…${path.slice(1 - maxPath)}`;
}
