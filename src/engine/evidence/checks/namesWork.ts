import type { Citation } from '../../../protocol/finding.ts';
import { isFound } from '../found.ts';

/** A file, a place in a text, a quoted word, an id: something that a reader can go and look at. */
const something =
  /[\w.-]+\.[a-z]\w{0,7}\b|\w+\/\w+|[`"“'][^`"”']{2,}[`"”']|\b[A-Z]{1,5}-\d+\b|\b(?:section|heading|paragraph|lines?|chapter|table)\s+\S+|\b(?:step|point|item)\s+\d/i;

/**
 * Does a verdict say what was done for it: a citation that was found, or words that name a file, a passage, an id or what was
 * searched for? "Looks right" names nothing; such a verdict does not count.
 */
export function namesWork(verdict: {
  readonly investigation: string;
  readonly citations: readonly Pick<Citation, 'status'>[];
}): boolean {
  return verdict.citations.some(isFound) || something.test(verdict.investigation.slice(0, 8_000));
}
