import { detailLabel } from '../../evidence/fold/details.ts';
import type { DocumentContext } from '../documentContext.ts';
import { findingMarkdown } from '../findingMarkdown.ts';
import { gapsOf } from './gapData.ts';
import { indexFields } from './gapIndex.ts';

/**
 * Each gap with the places of both sides, the lines themselves and the direction of a remedy. For people who read code. What the index of
 * the same document says for everybody is not said again.
 */
export function gapDetails(context: DocumentContext): string {
  const indexed = context.spec.sections.some((section) => section.compute === 'gap-index');
  const without = new Set(indexed ? indexFields.flatMap(([, names]) => names.map(detailLabel)) : []);
  return gapsOf(context)
    .map(({ finding }) => findingMarkdown(finding, { level: 3, without }))
    .join('\n\n');
}
