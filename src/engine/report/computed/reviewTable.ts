import { summaryRows } from '../codeReviewSections.ts';
import type { DocumentContext } from '../documentContext.ts';

/** Id, category, place and description of each finding that counts, by severity. */
export function reviewTable({ fold }: DocumentContext): string {
  return summaryRows(fold);
}
