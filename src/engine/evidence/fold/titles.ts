const fillers = new Set([
  'a',
  'an',
  'the',
  'is',
  'are',
  'in',
  'on',
  'of',
  'to',
  'for',
  'and',
  'or',
  'with',
  'by',
  'it',
  'this',
  'that',
  'not',
  'no',
  'when',
  'if',
]);

/** The telling words of a title. */
export function titleWords(title: string): ReadonlySet<string> {
  const words = title.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  return new Set(
    words.filter((word) => !fillers.has(word)).map((word) => (word.length > 4 ? word.replace(/s$/, '') : word)),
  );
}

/** Share of common words, 0 to 1 (Jaccard). */
export function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0;
  let common = 0;
  for (const word of a) if (b.has(word)) common++;
  return common / (a.size + b.size - common);
}

/** From here on two titles say the same. */
export const sameTitle = 0.6;
