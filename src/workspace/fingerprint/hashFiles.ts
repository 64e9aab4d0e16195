import { createHash } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { lstat, open, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfCancelled } from '../orderedMap.ts';
import { type FingerprintEntries, type FingerprintEntry, plainEntry } from './entry.ts';

export interface HashBudget {
  /** Larger files are compared by size and times. */
  readonly maxFileBytes: number;
  /** Once this much was hashed, the rest is compared by size and times. */
  readonly maxTotalBytes: number;
}

export interface Earlier {
  readonly entries: ReadonlyMap<string, FingerprintEntry>;
  readonly takenAtMs: number;
}

const width = 8;
/** A file changed this shortly before the earlier look may have changed again within the same tick of its time stamp. */
const racyMs = 2000;

/**
 * Adds an entry for each path (relative, sorted). Links are recorded by target, never followed. An entry of `earlier` is
 * reused when identity, size, mode and times are the same. Returns how many files were compared by size and times only.
 */
export async function hashFiles(
  root: string,
  paths: readonly string[],
  budget: HashBudget,
  earlier: Earlier | null,
  into: FingerprintEntries,
  signal: AbortSignal,
): Promise<number> {
  let left = budget.maxTotalBytes;
  let byStat = 0;
  for (let start = 0; start < paths.length; start += width) {
    throwIfCancelled(signal);
    const batch = await Promise.all(
      paths.slice(start, start + width).map(async (path) => ({ path, stat: await statOf(join(root, path)) })),
    );
    const work = batch.map(({ path, stat }) => {
      const size = stat?.isFile() === true ? Number(stat.size) : 0;
      const cheap = size > budget.maxFileBytes || size > left;
      if (cheap) byStat++;
      else left -= size;
      return { path, stat, cheap };
    });
    const entries = await Promise.all(
      work.map(({ path, stat, cheap }) => entryOf(join(root, path), stat, cheap, earlier?.entries.get(path), earlier)),
    );
    for (const [index, entry] of entries.entries()) {
      const path = work[index]?.path;
      if (entry !== null && path !== undefined) into.set(path, entry);
    }
  }
  return byStat;
}

async function entryOf(
  full: string,
  stat: BigIntStats | null,
  cheap: boolean,
  known: FingerprintEntry | undefined,
  earlier: Earlier | null,
): Promise<FingerprintEntry | null> {
  if (stat === null || stat.isDirectory()) return null;
  if (stat.isSymbolicLink()) return plainEntry('link', await readlink(full).catch(() => 'unreadable'));
  const mode = (Number(stat.mode) & 0o7777).toString(8);
  if (!stat.isFile()) return plainEntry('special', `type ${(Number(stat.mode) >> 12).toString(8)}`, mode);
  const stamp = `${stat.dev}:${stat.ino}:${stat.size}:${stat.mode}:${stat.mtimeNs}:${stat.ctimeNs}`;
  const changedMs = Math.max(Number(stat.mtimeMs), Number(stat.ctimeMs));
  const base = { kind: 'file', mode, stamp, changedMs } as const;
  if (cheap) return { ...base, hash: `stat:${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}` };
  const unchanged = earlier !== null && known?.stamp === stamp && known.changedMs < earlier.takenAtMs - racyMs;
  return { ...base, hash: unchanged && !known.hash.startsWith('stat:') ? known.hash : await hashFile(full) };
}

export async function statOf(full: string): Promise<BigIntStats | null> {
  return lstat(full, { bigint: true }).catch(() => null);
}

/** SHA-256 of a regular file, read in pieces; `unreadable` when it cannot be opened. */
export async function hashFile(full: string): Promise<string> {
  const handle = await open(full, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)).catch(
    () => null,
  );
  if (handle === null) return 'unreadable';
  try {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(128 * 1024);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } catch {
    return 'unreadable';
  } finally {
    await handle.close();
  }
}
