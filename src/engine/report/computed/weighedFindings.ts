import { type DocumentContext, fieldText, recordsOf } from '../documentContext.ts';
import { recordsMarkdown } from '../recordMarkdown.ts';

/** The records of the first list with a field `weight` that carry this weight. */
export function weighedFindings(context: DocumentContext, weight: 'major' | 'minor'): string {
  const spec = context.spec.records.find((list) => list.fields.some((field) => field.name === 'weight'));
  if (spec === undefined) return '';
  const own = recordsOf(context, spec.name).filter((record) => fieldText(record, 'weight').toLowerCase() === weight);
  const fields = spec.fields.filter((field) => field.name !== 'weight');
  return recordsMarkdown({ ...spec, fields }, own, weight === 'minor');
}
