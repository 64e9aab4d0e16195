import { excludedAs, mapItems } from './items.ts';
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
