import type { TextLimits } from '../../../protocol/document.ts';
import type { Violation } from '../../../protocol/finding.ts';
import { violation } from '../../evidence/answer.ts';
import { type Check, mapRecords, nameOf, noted } from '../draft.ts';
import { characterCount, listItems, sentenceCount, wordCount } from '../measure.ts';

/** How far beyond a bound of words or characters a text may be before anybody is asked: one tenth. */
const slack = 1.1;

/**
 * Sections and fields keep the bounds that the flow sets: words, characters, sentences, list items. Action: reprompt, then a note. A text
 * that is at most a tenth over a bound of words or characters gets the note alone: asking again costs minutes on a local model, and
 * no reader notices the difference.
 */
export const textLimits: Check = (draft, { spec }) => {
  const violations: Violation[] = [];
  const notes: string[] = [];
  for (const { heading, markdown } of draft.sections) {
    const limits = spec.sections.find((section) => section.heading === heading)?.limits;
    if (limits === undefined) continue;
    const broken = brokenLimits(markdown, limits);
    if (broken.length === 0) continue;
    const grave = brokenLimits(markdown, limits, slack);
    if (grave.length > 0)
      violations.push(violation(`sections.${heading}`, 'limit', `"${heading}" ${grave.join(', ')}.`));
    notes.push(`"${heading}" ${broken.join(', ')}.`);
  }
  const next = mapRecords(draft, (record, list) => {
    const found = list.fields.flatMap((field) => {
      const value = record.fields[field.name];
      if (field.limits === undefined || value === undefined) return [];
      const grave = new Set(brokenLimits(value, field.limits, slack));
      return brokenLimits(value, field.limits).map((text) => ({
        field: field.name,
        text: `"${field.name}" ${text}`,
        ask: grave.has(text),
      }));
    });
    for (const { field, text } of found.filter(({ ask }) => ask))
      violations.push(violation(`${record.at}.${field}`, 'limit', `${nameOf(record)}: ${text}.`));
    return noted(record, ...found.map(({ text }) => `${text}.`));
  });
  return { draft: next, violations, notes };
};

/**
 * What is too long or too short about a text or a list, as the end of a sentence. Empty: nothing. `tolerance`: words and characters may be
 * this many times the bound.
 */
export function brokenLimits(value: string | readonly string[], limits: TextLimits, tolerance = 1): string[] {
  const text = typeof value === 'string' ? value : value.join('\n\n');
  const items = typeof value === 'string' ? listItems(value) : value;
  const over = (count: number, most: number | undefined, what: string, factor = 1): string[] =>
    most === undefined || count <= most * factor ? [] : [`has ${count} ${what}, at most ${most} are allowed`];
  const longest = items.reduce((max, item) => Math.max(max, wordCount(item)), 0);
  const few = limits.minItems !== undefined && items.length < limits.minItems;
  return [
    ...over(limits.words === undefined ? 0 : wordCount(text), limits.words, 'words', tolerance),
    ...over(limits.characters === undefined ? 0 : characterCount(text), limits.characters, 'characters', tolerance),
    ...over(limits.sentences === undefined ? 0 : sentenceCount(text), limits.sentences, 'sentences'),
    ...over(items.length, limits.items, 'list items'),
    ...(few ? [`has ${items.length} list items, at least ${limits.minItems ?? 0} are needed`] : []),
    ...over(longest, limits.itemWords, 'words in one list item', tolerance),
  ];
}
