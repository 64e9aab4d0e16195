import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SetupError } from './say.ts';

/**
 * Runs `work` while holding a lock folder at `path`. A lock whose owner is dead is taken over. Works between
 * processes of one machine; not over a network file system.
 * @throws SetupError when the lock stays taken for `maxWaitMs`.
 */
export async function withLock<T>(
  path: string,
  maxWaitMs: number,
  onWait: (pid: number) => void,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const deadline = Date.now() + maxWaitMs;
  let told = false;
  while (!(await tryTake(path))) {
    const owner = await ownerOf(path);
    if (owner !== undefined && !isAlive(owner)) {
      await rm(path, { recursive: true, force: true });
      continue;
    }
    if (!told && owner !== undefined) {
      told = true;
      onWait(owner);
    }
    if (Date.now() > deadline)
      throw new SetupError(`Another process has held ${path} for too long; delete that folder if nothing is running.`);
    await delay(250);
  }
  try {
    return await work();
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

async function tryTake(path: string): Promise<boolean> {
  try {
    await mkdir(path);
  } catch {
    return false;
  }
  await writeFile(join(path, 'pid'), String(process.pid));
  return true;
}

/** Undefined between the creation of the folder and the writing of the pid: then the owner is taken to be alive. */
async function ownerOf(path: string): Promise<number | undefined> {
  try {
    const pid = Number(await readFile(join(path, 'pid'), 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: alive, but not ours
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
