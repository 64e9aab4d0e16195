import { placesOf } from './items.ts';
import type { FoldContext, FoldItem } from './model.ts';

/**
 * Does a changed line introduce this? True when a found citation touches a changed range or an added file. Without a base every
 * line of the scope counts, because the user chose these files and no line can be told from another.
 */
export function introduced(item: FoldItem, { input, hasBase }: FoldContext): boolean {
  const places = placesOf(item.finding.citations);
  return places.some((place) => {
    const file = input.scope.files.find((candidate) => candidate.path === place.path);
    if (file === undefined) return false;
    if (!hasBase || file.change === 'added') return true;
    return (file.ranges ?? []).some(([start, end]) => start <= place.endLine && place.startLine <= end);
  });
}
