import { type DocumentContext, recordSpecOf, recordsOf } from '../documentContext.ts';
import { recordsMarkdown } from '../recordMarkdown.ts';

/** Edits elsewhere that the document calls for. Suggested only: nothing was changed. */
export function followUpEdits(context: DocumentContext): string {
  const spec = recordSpecOf(context, 'edits');
  if (spec === undefined) return '';
  const text = recordsMarkdown(spec, recordsOf(context, 'edits'), false);
  return text === '' ? '' : `Suggested; none of them was made.\n\n${text}`;
}
