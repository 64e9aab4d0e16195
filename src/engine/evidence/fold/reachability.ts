import { demoted } from '../severity.ts';
import { excludedAs, isOrdinary, mapItems, noted } from './items.ts';
import type { FoldRule } from './model.ts';

/** A finding that says this of itself says that nobody will meet it. */
const words = [
  'theoretical',
  'hypothetical',
  'defense-in-depth',
  'defence-in-depth',
  'effectively impossible',
  'in case the upstream',
  'could happen',
  'should never happen',
  'edge case that does not occur',
] as const;

/** The first such word in a text; null when there is none. Plain string match; all between letters counts as one space. */
export function unreachableWord(text: string): string | null {
  const flat = flatten(text);
  return words.find((word) => flat.includes(flatten(word))) ?? null;
}

function flatten(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ');
}

/** Demotes once by one level when the agent's own rationale doubts that it can be reached; a suggestion is excluded. Security is exempt. */
export const reachability: FoldRule = (state) =>
  mapItems(state, (item) => {
    if (!isOrdinary(item)) return item;
    const word = unreachableWord(`${item.finding.claim}\n${item.finding.recommendation}`);
    if (word === null) return item;
    const severity = demoted(item.severity);
    if (severity === null) return excludedAs(item, 'reachability', `Its own rationale says "${word}".`);
    return noted({ ...item, severity }, `Demoted from ${item.severity}: its own rationale says "${word}".`);
  });
