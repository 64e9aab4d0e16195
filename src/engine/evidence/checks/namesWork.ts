import type { Citation } from '../../../protocol/finding.ts';
import { isFound } from '../found.ts';

/** A file, a place in a text, a quoted word, an id: something that a reader can go and look at. */
const something: readonly RegExp[] = [
  // `main.c` and `a.ts`, but neither "i.e." nor "p.m."
  /[\w-]{2,}\.[a-z]\w{0,7}\b|(?<![\w.])[\w-]+\.[a-z]\w{1,7}\b/i,
  /\w+\/\w+/,
  /`[^`]{2,}`|"[^"]{2,}"|“[^”]{2,}”/,
  // An apostrophe within a word opens no quote.
  /(?<![\p{L}\p{N}])['‘][^'’\n]{2,}['’](?![\p{L}\p{N}])/u,
  /\b[A-Z]{1,5}-\d+\b|\b(?:section|heading|paragraph|lines?|chapter|table)\s+\S+|\b(?:step|point|item)\s+\d/i,
];
/** Written with a slash or full stops, and no path. */
const noPath =
  /\b(?:and\/or|either\/or|yes\/no|true\/false|pass\/fail|he\/she|him\/her|his\/her|s\/he|n\/a|w\/o|24\/7|on\/off|pros\/cons|i\.e\.?|e\.g\.?|a\.k\.a\.?|z\.b\.?|d\.h\.?|u\.a\.?)(?![\w/])/gi;

/**
 * Does a verdict say what was done for it: a citation that was found, or words that name a file, a passage, an id or what was
 * searched for? "Looks right" names nothing; such a verdict does not count.
 */
export function namesWork(verdict: {
  readonly investigation: string;
  readonly citations: readonly Pick<Citation, 'status'>[];
}): boolean {
  if (verdict.citations.some(isFound)) return true;
  const text = verdict.investigation.slice(0, 8_000).replace(noPath, ' ');
  return something.some((kind) => kind.test(text));
}
