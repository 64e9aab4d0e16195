import { type DocumentContext, recordSpecOf, recordsOf } from '../documentContext.ts';
import { tableMarkdown } from '../sectionText.ts';

/** How much of the document rests on evidence, how much on assumptions, and what is still open. */
export function decisionCounts(context: DocumentContext): string {
  const decisions = recordsOf(context, 'decisions');
  if (context.document === null || recordSpecOf(context, 'decisions') === undefined) return '';
  const evidenced = decisions.filter((record) => record.evidence.length > 0).length;
  const others = context.spec.records
    .filter((spec) => spec.name !== 'decisions')
    .map((spec) => [spec.title, String(recordsOf(context, spec.name).length)]);
  return tableMarkdown(
    ['Counted', 'Number'],
    [
      ['Decisions that rest on evidence', String(evidenced)],
      ['Decisions that are assumptions', String(decisions.length - evidenced)],
      ...others,
      ['Deferred', String(context.document.deferred.length)],
    ],
  );
}
