import {
  type DocumentRecord,
  type DocumentSpec,
  type FieldSpec,
  type WrittenDocument,
} from '../../protocol/document.ts';
import { labelOf } from './checks/recordFields.ts';
import { oneLine } from './prose.ts';

/**
 * The checked document as compact Markdown with its report ids, for steps that judge or rewrite it: conclusion, sections and record lists
 * in the order of the flow, then what was put off and what the engine noted. Computed sections are not in it. The text is data of others:
 * the caller delimits it.
 */
export function documentText(document: WrittenDocument, spec: DocumentSpec): string {
  const placed = new Set(
    spec.sections.flatMap((section) =>
      section.from === 'records' && section.records !== undefined ? [section.records] : [],
    ),
  );
  const sections = spec.sections.flatMap((section): string[] => {
    if (section.from === 'writer') {
      const written = document.sections.find((candidate) => candidate.heading === section.heading);
      return written === undefined ? [] : [`## ${section.heading}\n\n${written.markdown}`];
    }
    return section.from === 'records' ? listText(document, spec, section.records ?? '', section.heading) : [];
  });
  const others = spec.records
    .filter((list) => !placed.has(list.name))
    .flatMap((list) => listText(document, spec, list.name, list.title));
  const conclusion =
    document.conclusion === ''
      ? []
      : [`Conclusion (id: conclusion, confidence ${document.confidence}): ${document.conclusion}`];
  return [...conclusion, ...sections, ...others, ...deferredText(document), ...notesText(document)].join('\n\n');
}

function listText(document: WrittenDocument, spec: DocumentSpec, name: string, heading: string): string[] {
  const list = spec.records.find((candidate) => candidate.name === name);
  const records = document.records[name] ?? [];
  if (list === undefined || records.length === 0) return [];
  return [`## ${heading} (records: ${name})`, ...records.map((record) => recordText(record, list.fields))];
}

function recordText(record: DocumentRecord, fields: readonly FieldSpec[]): string {
  const lines = [`### ${record.id} ${oneLine(record.title)}`];
  for (const field of fields) {
    const value = record.fields[field.name];
    if (value === undefined || value.length === 0) continue;
    if (typeof value !== 'string')
      lines.push(
        field.kind === 'ids'
          ? `- ${labelOf(field)}: ${value.join(', ')}`
          : `- ${labelOf(field)}: ${value.map(oneLine).join(' / ')}`,
      );
    else lines.push(value.includes('\n') ? `- ${labelOf(field)}:\n\n${value}\n` : `- ${labelOf(field)}: ${value}`);
  }
  if (record.need !== null) lines.push(`- Need: ${record.need.kind} (${oneLine(record.need.ref)})`);
  if (record.evidence.length > 0) lines.push(`- Evidence: ${record.evidence.join(', ')}`);
  lines.push(...record.notes.map((note) => `- Noted by the engine: ${oneLine(note)}`));
  return lines.join('\n');
}

function deferredText({ deferred }: WrittenDocument): string[] {
  if (deferred.length === 0) return [];
  const items = deferred.map(
    ({ item, why, reopenWhen }) =>
      `- ${oneLine(item)}: ${oneLine(why)} Reopen when: ${oneLine(reopenWhen) || 'not said'}`,
  );
  return [`## Deferred\n\n${items.join('\n')}`];
}

function notesText({ notes, failures }: WrittenDocument): string[] {
  const lines = [...failures, ...notes].map((note) => `- ${oneLine(note).slice(0, 400)}`);
  return lines.length === 0 ? [] : [`## Noted by the engine\n\n${lines.join('\n')}`];
}
