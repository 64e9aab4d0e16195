import type { Violation } from '../../../protocol/finding.ts';
import { violation } from '../../evidence/answer.ts';
import { type Check, type CheckContext, mapRecords, nameOf, noted } from '../draft.ts';
import { type PlainWords, leaksIn, plainWords } from '../leaks.ts';

/**
 * Sections and fields declared plain have no paths, line numbers, identifiers, code or names of libraries. Names that the brief uses are
 * allowed. Action: reprompt, then a note.
 */
export const plainLanguage: Check = (draft, context: CheckContext) => {
  const violations: Violation[] = [];
  const notes: string[] = [];
  const words: PlainWords = plainWords(context);
  for (const { heading, markdown } of draft.sections) {
    if (context.spec.sections.find((section) => section.heading === heading)?.plain !== true) continue;
    const leaks = leaksIn(markdown, words);
    if (leaks.length === 0) continue;
    violations.push(
      violation(
        `sections.${heading}`,
        'plain-language',
        `"${heading}" is for readers who do not know the code. Say in ordinary words: ${leaks.join(', ')}.`,
      ),
    );
    notes.push(`"${heading}" is meant to be plain and speaks of ${leaks.join(', ')}.`);
  }
  const next = mapRecords(draft, (record, spec) => {
    const found: string[] = [];
    for (const field of spec.fields) {
      const value = record.fields[field.name];
      if (!field.plain || value === undefined) continue;
      const leaks = leaksIn(typeof value === 'string' ? value : value.join('\n'), words);
      if (leaks.length === 0) continue;
      violations.push(
        violation(
          `${record.at}.${field.name}`,
          'plain-language',
          `${nameOf(record)}, "${field.name}": say in ordinary words: ${leaks.join(', ')}.`,
        ),
      );
      found.push(`"${field.name}" is meant to be plain and speaks of ${leaks.join(', ')}.`);
    }
    return noted(record, ...found);
  });
  return { draft: next, violations, notes };
};
