import { violation } from '../../../evidence/answer.ts';
import { type Check, mapRecords, nameOf, noted } from '../../draft.ts';
import { mapOutsideFences, mapProse } from '../../prose.ts';

const codeOrLink =
  /(`{1,2})[^`\n]+\1|!?\[([^[\]\n]{0,200})\]\((?:https?:)?\/\/[^()\s]{1,2000}(?:\s[^()\n]{0,200})?\)/gi;
const address = /<?\b(?:https?|ftp|wss?):\/\/[^\s<>"')\]]{1,2000}>?/gi;
const loader =
  /<(?:script|link|iframe|object|embed|img|source|base|form)\b[^<>]{0,2000}>|@import\b[^;\n]{0,400};?|\burl\(\s?["']?(?:https?:)?\/\/[^()\n]{0,2000}\)/gi;

/**
 * Nothing that a page would fetch from elsewhere: no addresses, no elements that load something. Action: reprompt, then fix: a link becomes
 * its text, an address and a loading element are taken out.
 */
export const externalReferences: Check = (draft) => {
  const violations = draft.sections.flatMap(({ heading, markdown }) =>
    clean(markdown) === markdown
      ? []
      : [
          violation(
            `sections.${heading}`,
            'external-reference',
            `"${heading}" refers to something outside: leave out addresses, links to the web, scripts and images.`,
          ),
        ],
  );
  const notes = draft.sections.flatMap(({ heading, markdown }) =>
    clean(markdown) === markdown ? [] : [`"${heading}": references to other sites were taken out.`],
  );
  const next = mapRecords(draft, (record) => {
    const fields = Object.entries(record.fields).map(
      ([name, value]) => [name, typeof value === 'string' ? clean(value) : value.map(clean)] as const,
    );
    if (
      clean(record.title) === record.title &&
      fields.every(([name, value]) => String(value) === String(record.fields[name]))
    )
      return record;
    violations.push(
      violation(
        record.at,
        'external-reference',
        `${nameOf(record)} refers to something outside: leave out addresses and links to the web.`,
      ),
    );
    return noted(
      { ...record, title: clean(record.title), fields: Object.fromEntries(fields) },
      'References to other sites were taken out.',
    );
  });
  const sections = next.sections.map((section) => ({ ...section, markdown: clean(section.markdown) }));
  return { draft: { ...next, conclusion: clean(draft.conclusion), sections }, violations, notes };
};

/** Code only shows an address: fences and code spans stay. The words of a link may hold code. */
function clean(text: string): string {
  const unlinked = mapOutsideFences(text, (part) =>
    part.replace(codeOrLink, (whole, _mark: string | undefined, words: string | undefined) => words ?? whole),
  );
  return mapProse(unlinked, (part) => part.replace(loader, '').replace(address, ''));
}
