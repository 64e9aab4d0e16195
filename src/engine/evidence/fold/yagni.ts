import { excludedAs, mapItems, noted } from './items.ts';
import type { FoldRule } from './model.ts';

const asksForIt = /\b(?:yagni|over-?engineer\w*|simplif\w*|speculative|unnecessary|needless)\b/i;

/** Is this finding about something that may not be needed at all? Agents are told the exact category. */
export function isYagni(category: string): boolean {
  return /^yagni\b/i.test(category.trim());
}

/**
 * "You aren't gonna need it" findings go into a section of their own: advice that blocks nothing and is not counted.
 * Without a base to compare with, nobody can say what a change added on speculation, so they are excluded unless the
 * brief asks for them.
 */
export const separateYagni: FoldRule = (state, { input, hasBase }) =>
  mapItems(state, (item) => {
    if (item.section === 'lead' || !isYagni(item.finding.category)) return item;
    if (hasBase || asksForIt.test(input.brief)) return { ...item, section: 'yagni', severity: 'suggestion' };
    return excludedAs(
      item,
      'yagni-scope',
      'YAGNI advice needs a base to compare with, and the brief did not ask for it.',
    );
  });

/** The same for test plans, where a test of what may not be needed is put off, base or not. */
export const deferYagni: FoldRule = (state) =>
  mapItems(state, (item) =>
    item.section === 'lead' || !isYagni(item.finding.category)
      ? item
      : { ...item, section: 'yagni', severity: 'suggestion' },
  );

const tellWords =
  /\b(?:(?:for )?future[- ](?:flexibility|proof\w*)|in case(?! of\b)|when we scale|best practices?|might need|eventually)\b/i;

/** Words that give away a recommendation nobody needs now; null when there are none. */
export function tellWord(recommendation: string): string | null {
  return tellWords.exec(recommendation)?.[0] ?? null;
}

/** Marks findings whose advice rests on such words as YAGNI candidates; whoever decides sees it at the finding. */
export const raiseCandidates: FoldRule = (state) =>
  mapItems(state, (item) => {
    if (item.section === 'lead' || item.section === 'yagni') return item;
    const word = tellWord(item.finding.recommendation);
    return word === null
      ? item
      : noted(
          item,
          `YAGNI candidate: its advice says "${word}". Name the present need, take a simpler form, or defer it.`,
        );
  });
