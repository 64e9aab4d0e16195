import { type Check, mapRecords } from '../../draft.ts';
import { mapOutsideFences } from '../../prose.ts';

const ticked = /^(\s{0,20}(?:[-*+]|\d{1,3}[.)])\s{1,4})\[[xX]\](.*)$/;

/** A ticked box cites what proves it; one that does not is unticked. Action: fix. */
export const checkboxesProven: Check = (draft) => {
  const notes: string[] = [];
  const untick = (name: string, text: string): string => {
    let count = 0;
    const next = mapOutsideFences(text, (part) =>
      part
        .split('\n')
        .map((line) => {
          const match = ticked.exec(line);
          if (match === null || /\[[A-Z]{1,6}-\d{1,5}/.test(match[2] ?? '')) return line;
          count++;
          return `${match[1] ?? ''}[ ]${match[2] ?? ''}`;
        })
        .join('\n'),
    );
    if (count > 0)
      notes.push(
        `${name}: ${count} ticked ${count === 1 ? 'box cites' : 'boxes cite'} no proof and ${count === 1 ? 'was' : 'were'} cleared.`,
      );
    return next;
  };
  const sections = draft.sections.map((section) => ({
    ...section,
    markdown: untick(`"${section.heading}"`, section.markdown),
  }));
  const next = mapRecords({ ...draft, sections }, (record) => ({
    ...record,
    fields: Object.fromEntries(
      Object.entries(record.fields).map(([name, value]) => [
        name,
        typeof value === 'string' ? untick(`"${record.title}"`, value) : value,
      ]),
    ),
  }));
  return { draft: next, notes };
};
