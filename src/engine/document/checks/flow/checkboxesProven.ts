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
        .map((line, i, lines) => {
          const match = ticked.exec(line);
          if (match === null || /\[[A-Z]{1,6}-\d{1,5}/.test(itemAt(lines, i))) return line;
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

/** The text of the list item that begins at this line: a wrapped item runs on until a blank line, another item or a heading. */
function itemAt(lines: readonly string[], start: number): string {
  let end = start + 1;
  while (end < lines.length && !/^\s*(?:$|#{1,6}\s|[-*+]\s|\d{1,3}[.)]\s)/.test(lines[end] ?? '')) end++;
  return lines.slice(start, end).join('\n');
}
