import { recommendation } from '../codeReviewSections.ts';
import type { DocumentContext } from '../documentContext.ts';

/** One of four, by the highest severity that counts. */
export function reviewRecommendation({ fold, verdict }: DocumentContext): string {
  return recommendation(fold, verdict);
}
