import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from './ioErrors.ts';

/** Answers of file systems that cannot sync a folder, or of folders that may be entered but not read. */
const cannotSync = new Set(['EINVAL', 'ENOTSUP', 'EISDIR', 'EACCES', 'EPERM']);

/**
 * Makes names created or removed in a folder survive a power cut. Where folders cannot be synced (Windows, some network
 * file systems) it does nothing: checksums and exclusive creation still hold, only a name may be lost with the power.
 */
export async function syncDir(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!cannotSync.has(errnoOf(error) ?? '')) throw error;
  }
}

/**
 * Creates a folder and its missing parents, readable by the user only (logs hold code and prompts), and syncs what is
 * new. Not with `mkdir({recursive})`: that never returns where a file system answers "no such file" to every creation,
 * as /proc does.
 */
export async function makeDir(folder: string): Promise<void> {
  if (await tryMakeDir(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) await makeDir(parent);
  await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
    if (errnoOf(error) !== 'EEXIST') throw error;
  });
  await syncDir(parent);
}

/** False when the parent is missing. */
async function tryMakeDir(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { mode: 0o700 });
    await syncDir(dirname(folder));
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return true;
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}
