import { createHash, randomUUID } from 'node:crypto';
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { orIfMissing } from './ioErrors.ts';
import { syncDir } from './syncDir.ts';

const pattern = /^index-([0-9a-f]{32})\.db$/;
const temporary = /^\.index-.*\.tmp$/;
/** A temporary file this old was left by a process that died while saving. */
const LEFTOVER_MS = 3_600_000;
/** Larger than any index of sane size: such a file is not read. */
const MAX_BYTES = 512 * 1024 * 1024;

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 32);

/** The newest snapshots first, only those whose content has the hash in their name. Reads one at a time. */
export async function* loadSnapshots(dir: string): AsyncGenerator<Uint8Array, void> {
  const found: { name: string; hash: string; mtimeMs: number }[] = [];
  for (const name of await orIfMissing(readdir(dir), [])) {
    const hash = pattern.exec(name)?.[1];
    if (hash === undefined) continue;
    const info = await orIfMissing(stat(join(dir, name)), undefined);
    if (info !== undefined && info.size <= MAX_BYTES) found.push({ name, hash, mtimeMs: info.mtimeMs });
  }
  found.sort((a, b) => b.mtimeMs - a.mtimeMs);
  for (const { name, hash } of found) {
    const bytes = await orIfMissing(readFile(join(dir, name)), undefined);
    if (bytes !== undefined && digestOf(bytes) === hash) yield bytes;
  }
}

/**
 * Writes a snapshot under a new name (temporary file, sync, rename) and then removes the older ones. A crash at any
 * point leaves a whole snapshot or none. Throws file system errors.
 */
export async function saveSnapshot(dir: string, bytes: Uint8Array, now: number): Promise<void> {
  const name = `index-${digestOf(bytes)}.db`;
  const temp = join(dir, `.index-${randomUUID()}.tmp`);
  try {
    await writeSynced(temp, bytes);
    // The name holds the hash of the content: a file that is already there is the same, or damaged and to be replaced.
    await rm(join(dir, name), { force: true });
    await rename(temp, join(dir, name));
  } catch (error) {
    await rm(temp, { force: true }).catch(() => {});
    throw error;
  }
  await syncDir(dir);
  await prune(dir, name, now);
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function prune(dir: string, keep: string, now: number): Promise<void> {
  for (const name of await readdir(dir)) {
    if (name === keep) continue;
    const old = pattern.test(name) || (temporary.test(name) && (await isLeftover(join(dir, name), now)));
    if (old) await rm(join(dir, name), { force: true });
  }
}

async function isLeftover(path: string, now: number): Promise<boolean> {
  const info = await orIfMissing(stat(path), undefined);
  return info !== undefined && now - info.mtimeMs > LEFTOVER_MS;
}
