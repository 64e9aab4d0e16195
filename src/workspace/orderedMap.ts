import { BooError } from '../protocol/errors.ts';

/** Throws BooError('cancelled') once the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new BooError('cancelled', 'The operation was cancelled.');
}

/**
 * Maps in batches of `width` at once and hands the results over in input order, so at most one batch of results is in
 * memory and the outcome does not depend on which read finished first. `take` returns false to stop early.
 */
export async function orderedMap<In, Out>(
  items: readonly In[],
  width: number,
  signal: AbortSignal,
  map: (item: In) => Promise<Out>,
  take: (result: Out, item: In) => boolean | void,
): Promise<void> {
  for (let start = 0; start < items.length; start += width) {
    throwIfCancelled(signal);
    const batch = items.slice(start, start + width);
    const results = await Promise.all(batch.map(async (item) => ({ item, out: await map(item) })));
    for (const { item, out } of results) if (take(out, item) === false) return;
  }
}
