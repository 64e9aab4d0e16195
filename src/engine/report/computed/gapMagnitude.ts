import type { DocumentContext } from '../documentContext.ts';
import { tableMarkdown } from '../sectionText.ts';
import { gapCategories } from '../../evidence/fold/gapSides.ts';
import { gapsOf } from './gapData.ts';

const meanings: Readonly<Record<string, string>> = {
  Missing: 'wanted, and not there at all',
  Partial: 'there in part',
  Divergent: 'there, but different from what is wanted',
  Implicit: 'not said anywhere, though the rest relies on it',
  Other: 'not sorted into one of the four',
};

/** How many gaps there are of each kind. */
export function gapMagnitude(context: DocumentContext): string {
  const gaps = gapsOf(context);
  if (gaps.length === 0) return context.verdict === 'complete' ? 'No gap was found.' : '';
  const names = [...gapCategories, 'Other'] as const;
  const rows = names
    .map((name) => [name, meanings[name] ?? '', String(gaps.filter((gap) => gap.category === name).length)])
    .filter(([name, , count]) => name !== 'Other' || count !== '0');
  return tableMarkdown(['Kind', 'Means', 'Gaps'], [...rows, ['All', '', String(gaps.length)]]);
}
