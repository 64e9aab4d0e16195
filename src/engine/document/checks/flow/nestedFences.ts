import { violation } from '../../../evidence/answer.ts';
import { type Check, mapRecords, nameOf, noted } from '../../draft.ts';
import { fencesOf, openedFence } from '../../fences.ts';

/** No code fence inside another one: what the text is pasted into would end the outer one there. Action: reprompt, then a note. */
export const nestedFences: Check = (draft) => {
  const message = (name: string): string => `${name} has a code fence inside a code fence. Use one level only.`;
  const broken = draft.sections.filter((section) => hasNested(section.markdown));
  const violations = broken.map(({ heading }) =>
    violation(`sections.${heading}`, 'nested-fence', message(`"${heading}"`)),
  );
  const next = mapRecords(draft, (record) => {
    if (!Object.values(record.fields).some((value) => hasNested(typeof value === 'string' ? value : value.join('\n'))))
      return record;
    violations.push(violation(record.at, 'nested-fence', message(nameOf(record))));
    return noted(record, 'It has a code fence inside a code fence.');
  });
  return { draft: next, violations, notes: broken.map(({ heading }) => message(`"${heading}"`)) };
};

/** Does a fence hold a line that opens another one? A fence that was never closed counts when something was to follow. */
export function hasNested(markdown: string): boolean {
  const lines = markdown.split('\n');
  return fencesOf(lines).some((fence) =>
    lines.slice(fence.start + 1, fence.closed ? fence.end : fence.end + 1).some((line) => openedFence(line) !== null),
  );
}
