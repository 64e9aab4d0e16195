import { type Check, type DraftRecord, mapRecords, noted } from '../draft.ts';

/**
 * A record whose text has one of the words of `forced` gets its value, whatever the writer said. A word may end in `*`. Action: fix.
 */
export const forcedWords: Check = (draft) => {
  const patterns = new Map<string, RegExp>();
  const patternOf = (word: string): RegExp => {
    const pattern = patterns.get(word) ?? wordPattern(word);
    patterns.set(word, pattern);
    return pattern;
  };
  const next = mapRecords(draft, (record, spec) => {
    const { forced } = spec;
    if (forced === undefined || record.fields[forced.field] === forced.to) return record;
    const text = textOf(
      record,
      new Set([forced.field, ...spec.fields.filter((field) => field.kind === 'ids').map((field) => field.name)]),
    );
    const word = forced.words.find((candidate) => patternOf(candidate).test(text));
    if (word === undefined) return record;
    const next = { ...record, fields: { ...record.fields, [forced.field]: forced.to } };
    return noted(next, `Set to "${forced.to}" because it speaks of "${word}".`);
  });
  return { draft: next };
};

function textOf(record: DraftRecord, except: ReadonlySet<string>): string {
  const values = Object.entries(record.fields).filter(([name]) => !except.has(name));
  return [record.title, ...values.flatMap(([, value]) => value)].join('\n');
}

/** A word or phrase of a flow as a pattern with word borders; `incident*` also means "incidents". */
export function wordPattern(word: string): RegExp {
  const escaped = word
    .trim()
    .replace(/[.+?^${}()|[\]\\/]/g, '\\$&')
    .replace(/\s+/g, '\\s+')
    .replace(/\*+/g, '[\\p{L}\\p{N}_]*');
  return new RegExp(`(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])`, 'iu');
}
