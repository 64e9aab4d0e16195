import { BooError } from '../protocol/errors.ts';

/** The errno name of a file system error (`ENOENT`, ...), undefined for anything else. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Nothing is there: the entry, or a folder on the way to it, does not exist or is not a folder. */
function isMissing(error: unknown): boolean {
  const code = errnoOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** `what` begins the sentence, e.g. "The event log of run x cannot be written". A BooError passes unchanged. */
export function toStoreError(error: unknown, what: string): BooError {
  if (error instanceof BooError) return error;
  const code = errnoOf(error);
  const detail = error instanceof Error ? error.message : String(error);
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new BooError(full ? 'store_full' : 'store_unwritable', `${what}: ${detail}.`, { cause: error });
}

/** Awaits `work` and gives `fallback` when nothing is there; every other failure passes. */
export async function orIfMissing<T, U>(work: Promise<T>, fallback: U): Promise<T | U> {
  try {
    return await work;
  } catch (error) {
    if (isMissing(error)) return fallback;
    throw error;
  }
}
