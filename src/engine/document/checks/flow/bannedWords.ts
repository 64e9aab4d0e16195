import { violation } from '../../../evidence/answer.ts';
import { type Check, mapRecords, nameOf, noted } from '../../draft.ts';
import { documentLimits as limits } from '../../documentLimits.ts';
import { oneLine, plainProse } from '../../prose.ts';

const banned =
  /\b(?:revolutionary|game[- ]chang\w+|cutting[- ]edge|bleeding[- ]edge|best[- ]in[- ]class|world[- ]class|best[- ]of[- ]breed|seamless(?:ly)?|effortless(?:ly)?|blazing(?:ly)?(?:[- ]fast)?|lightning[- ]fast|unparalleled|unprecedented|unrivall?ed|state[- ]of[- ]the[- ]art|ground[- ]?breaking|next[- ]generation|next[- ]gen|turn[- ]?key|supercharg\w+|turbo[- ]?charg\w+|delightful(?:ly)?|amazing(?:ly)?|incredibl[ey]|awesome|stunning(?:ly)?|ultimate|magical(?:ly)?|synerg\w+|paradigm|disruptive|frictionless|bulletproof|rock[- ]solid|enterprise[- ]grade|industry[- ]leading|market[- ]leading|unlock(?:s|ing)? the (?:power|potential)|empower\w*|elevat(?:e|es|ing) (?:your|the)|massively|dramatically|exciting|thrilled)\b/gi;
const quotes = /"([^"\n]{3,400})"|“([^”\n]{3,400})”|^>[ \t]?(.+)$/gm;

/** No superlatives and marketing words, except inside a quote of the source. Action: reprompt, then a note. */
export const bannedWords: Check = (draft, { subject, brief, findings }) => {
  const source = oneLine(
    [subject, brief, ...findings.flatMap((finding) => finding.citations.map((citation) => citation.quote))].join('\n'),
  );
  const hits = (text: string): string[] => {
    const own = plainProse(text).replace(quotes, (quote, ...inner: unknown[]) => {
      const said = inner.slice(0, 3).find((part) => typeof part === 'string');
      return typeof said === 'string' && source.includes(oneLine(said)) ? ' ' : quote;
    });
    return [...new Set((own.match(banned) ?? []).map((word) => word.toLowerCase()))].slice(0, limits.named);
  };
  const message = (name: string, words: readonly string[]): string =>
    `${name} advertises: ${words.join(', ')}. Say what it does.`;
  const parts = [
    { at: 'conclusion', name: 'The conclusion', text: draft.conclusion },
    ...draft.sections.map(({ heading, markdown }) => ({
      at: `sections.${heading}`,
      name: `"${heading}"`,
      text: markdown,
    })),
  ].flatMap((part) => {
    const words = hits(part.text);
    return words.length === 0 ? [] : [{ ...part, words }];
  });
  const violations = parts.map(({ at, name, words }) => violation(at, 'banned-words', message(name, words)));
  const next = mapRecords(draft, (record) => {
    const words = hits([record.title, ...Object.values(record.fields).flat()].join('\n'));
    if (words.length === 0) return record;
    violations.push(violation(record.at, 'banned-words', message(nameOf(record), words)));
    return noted(record, `It advertises: ${words.join(', ')}.`);
  });
  return { draft: next, violations, notes: parts.map(({ name, words }) => `${name} advertises: ${words.join(', ')}.`) };
};
