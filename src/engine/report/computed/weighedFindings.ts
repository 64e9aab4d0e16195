import { type DocumentContext, fieldText, recordSpecOf, recordsOf } from '../documentContext.ts';
import { recordsMarkdown } from '../recordMarkdown.ts';

/** The records of the list `findings` that carry this weight. */
export function weighedFindings(context: DocumentContext, weight: 'major' | 'minor'): string {
  const spec = recordSpecOf(context, 'findings');
  if (spec === undefined) return '';
  const own = recordsOf(context, 'findings').filter((record) => fieldText(record, 'weight').toLowerCase() === weight);
  const fields = spec.fields.filter((field) => field.name !== 'weight');
  return recordsMarkdown({ ...spec, fields }, own, weight === 'minor');
}
