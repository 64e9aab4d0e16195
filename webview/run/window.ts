/** Rows [start, end) that are in the document; the rest is stood for by space. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Rows kept in the document while following, and how far the start may move back to a natural edge. */
const tailRows = 60;
const edgeReach = 20;
/** While reading elsewhere: rows above and below the first visible one. */
const rowsAbove = 40;
const rowsBelow = 80;
/** The span moves when the view comes closer to its end than this. Rows. */
const margin = 12;

/** While following: the last 60 rows, from at most 20 rows earlier if a turn begins there. */
export function tailSpan(count: number, isEdge: (index: number) => boolean): Span {
  const wanted = Math.max(0, count - tailRows);
  for (let at = wanted; at > 0 && at >= wanted - edgeReach; at -= 1) {
    if (isEdge(at)) return { start: at, end: count };
  }
  return { start: wanted <= edgeReach ? 0 : wanted, end: count };
}

/** While detached: around row `first`, the first in view. Keeps `current` as long as it covers the view with a margin. */
export function spanAround(count: number, first: number, last: number, current: Span): Span {
  const end = Math.min(current.end, count);
  const coversTop = current.start === 0 || first - current.start >= margin;
  const coversEnd = end === count ? end - current.start <= rowsAbove + rowsBelow : end - last >= margin;
  if (coversTop && coversEnd && first >= current.start && last < Math.max(end, 1)) return { start: current.start, end };
  return { start: Math.max(0, first - rowsAbove), end: Math.min(count, first + rowsBelow) };
}
