import { createHash } from 'node:crypto';
import { type BigIntStats, closeSync, constants, lstatSync, openSync, readlinkSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
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

/** A file changed this shortly before the earlier look may have changed again within the same tick of its time stamp. */
const racyMs = 2000;
/** Files up to this size are read synchronously: for a hundred thousand small files that is ten times faster. */
const smallBytes = 256 * 1024;
/** Longest time other work waits while small files are read. */
const sliceMs = 8;
const noFollow = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const buffer = Buffer.allocUnsafe(smallBytes);

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
  let sliceStart = performance.now();
  for (const path of paths) {
    if (performance.now() - sliceStart > sliceMs) {
      await nextTurn();
      throwIfCancelled(signal);
      sliceStart = performance.now();
    }
    const full = join(root, path);
    const stat = statOf(full);
    if (stat === null || stat.isDirectory()) continue;
    if (!stat.isFile()) {
      into.set(path, otherEntry(full, stat));
      continue;
    }
    const size = Number(stat.size);
    const whole = size <= budget.maxFileBytes && size <= left;
    if (whole) left -= size;
    else byStat++;
    into.set(path, await fileEntry(full, stat, whole, path, earlier));
  }
  return byStat;
}

function otherEntry(full: string, stat: BigIntStats): FingerprintEntry {
  if (!stat.isSymbolicLink())
    return plainEntry('special', `type ${(Number(stat.mode) >> 12).toString(8)}`, modeOf(stat));
  try {
    return plainEntry('link', readlinkSync(full));
  } catch {
    return plainEntry('link', 'unreadable');
  }
}

async function fileEntry(
  full: string,
  stat: BigIntStats,
  whole: boolean,
  path: string,
  earlier: Earlier | null,
): Promise<FingerprintEntry> {
  const stamp = `${stat.dev}:${stat.ino}:${stat.size}:${stat.mode}:${stat.mtimeNs}:${stat.ctimeNs}`;
  const changedMs = Math.max(Number(stat.mtimeMs), Number(stat.ctimeMs));
  const base = { kind: 'file', mode: modeOf(stat), stamp, changedMs } as const;
  if (!whole) return { ...base, hash: `stat:${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}` };
  const known = earlier?.entries.get(path);
  if (earlier !== null && known?.stamp === stamp && changedMs < earlier.takenAtMs - racyMs)
    return { ...base, hash: known.hash };
  return { ...base, hash: Number(stat.size) < smallBytes ? hashSmall(full) : await hashFile(full) };
}

export function modeOf(stat: BigIntStats): string {
  return (Number(stat.mode) & 0o7777).toString(8);
}

/** Status of a path itself, not of what a link leads to; null when there is nothing. */
export function statOf(full: string): BigIntStats | null {
  try {
    return lstatSync(full, { bigint: true, throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

function hashSmall(full: string): string {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(full, noFollow);
    const hash = createHash('sha256');
    for (let read = readSync(descriptor, buffer); read > 0; read = readSync(descriptor, buffer))
      hash.update(buffer.subarray(0, read));
    return hash.digest('hex');
  } catch {
    return 'unreadable';
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

/** SHA-256 of a regular file, read in pieces; `unreadable` when it cannot be opened. */
export async function hashFile(full: string): Promise<string> {
  const handle = await open(full, noFollow).catch(() => null);
  if (handle === null) return 'unreadable';
  try {
    const hash = createHash('sha256');
    const piece = Buffer.allocUnsafe(smallBytes);
    for (;;) {
      const { bytesRead } = await handle.read(piece, 0, piece.length, null);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(piece.subarray(0, bytesRead));
    }
  } catch {
    return 'unreadable';
  } finally {
    await handle.close();
  }
}
