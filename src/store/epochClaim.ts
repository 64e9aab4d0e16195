import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises';
import { BooError } from '../protocol/errors.ts';
import { type Fence, listEpochs, makeClaim, makeFence, type EpochHead } from './epochHead.ts';
import { decodeLine } from './frame.ts';
import { errnoOf, orIfMissing } from './ioErrors.ts';
import { epochFile, runsDir, STORE_FORMAT } from './layout.ts';
import { ABANDONED_MTIME_MS, busyReason, markGone, markLive, newOwner } from './ownership.ts';
import { makeDir, syncDir } from './syncDir.ts';

/** What every claim needs to know about this host. */
export interface Claimant {
  readonly hostId: string;
  readonly version: string;
  readonly clock: { now(): number };
}

export interface Claimed {
  readonly epoch: number;
  readonly path: string;
  readonly handle: FileHandle;
  readonly token: string;
  readonly checksum: string;
}

/** A file without a readable claim counts as one being created for this long. */
const CREATING_MS = 10_000;

/**
 * Creates the file of an epoch exclusively: the creation *is* the ownership. Synced, with its folder. The token is
 * live afterwards. Throws BooError('run_busy') when the file exists: somebody else was first.
 */
export async function claimEpoch(folder: string, runId: string, epoch: number, by: Claimant): Promise<Claimed> {
  const path = epochFile(folder, epoch);
  const owner = newOwner(by.hostId);
  markLive(owner.token);
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'ax', 0o600);
    const at = by.clock.now();
    const line = makeClaim({ format: STORE_FORMAT, runId, epoch, owner, version: by.version, at });
    await handle.appendFile(line.bytes);
    await handle.sync();
    await syncDir(folder);
    return { epoch, path, handle, token: owner.token, checksum: line.checksum };
  } catch (error) {
    markGone(owner.token);
    if (handle === undefined && errnoOf(error) === 'EEXIST') {
      throw new BooError('run_busy', `Run ${runId} is being taken by someone else.`);
    }
    await handle?.close().catch(() => {});
    if (handle !== undefined) await unlink(path).catch(() => {});
    throw error;
  }
}

/**
 * Writes and syncs what the claimed epoch continues, and looks whether it is still the newest; returns the checksum
 * that its first event follows. On failure the claim is let go but its file stays: a rival may already have read the
 * fence and continue from it. Throws BooError('run_busy') when there is such a rival.
 */
export async function writeFence(folder: string, runId: string, claimed: Claimed, fence: Fence): Promise<string> {
  const line = makeFence(fence, claimed.checksum);
  try {
    await claimed.handle.appendFile(line.bytes);
    await claimed.handle.sync();
    if ((await newestEpoch(folder)) === claimed.epoch) return line.checksum;
    throw new BooError('run_busy', `Run ${runId} was taken over by someone else.`);
  } catch (error) {
    await claimed.handle.utimes(ABANDONED_MTIME_MS, ABANDONED_MTIME_MS).catch(() => {});
    await claimed.handle.close().catch(() => {});
    markGone(claimed.token);
    throw error;
  }
}

/** Gives an epoch back that has no fence yet, so holds nothing: the owner before counts as the last one again. */
export async function abandonClaim(claimed: Claimed): Promise<void> {
  await claimed.handle.close().catch(() => {});
  await unlink(claimed.path).catch(() => {});
  markGone(claimed.token);
}

/** Creates the folder of a new run. Throws BooError('store_unwritable') when it exists. */
export async function createRunFolder(dir: string, folder: string, runId: string): Promise<void> {
  await makeDir(runsDir(dir));
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
    throw new BooError('store_unwritable', `There is already something named ${runId} in the history.`);
  }
  await syncDir(runsDir(dir));
}

/** Why the run must be left alone, in words; null when it may be claimed. `newest` is its newest epoch file. */
export async function whyBusy(newest: EpochHead, by: Claimant): Promise<string | null> {
  const now = by.clock.now();
  if (newest.claim === null) {
    const creating = newest.newerFormat === null && Math.abs(now - newest.mtimeMs) < CREATING_MS;
    return creating ? 'someone is taking it over right now' : null;
  }
  const reason = busyReason(newest.claim.owner, by.hostId, newest.mtimeMs, now);
  return reason === null || (await isReleased(newest)) ? null : reason;
}

/** The last line of the file says that its owner gave it up. */
async function isReleased(head: EpochHead): Promise<boolean> {
  if (head.mtimeMs === ABANDONED_MTIME_MS) return false;
  const handle = await orIfMissing(open(head.path, 'r'), undefined);
  if (handle === undefined) return false;
  try {
    const size = Math.min(RELEASE_BYTES, head.size);
    const tail = Buffer.alloc(size);
    await handle.read(tail, 0, size, head.size - size);
    if (tail.at(-1) !== NEWLINE) return false;
    const line = tail.subarray(tail.lastIndexOf(NEWLINE, -2) + 1, -1);
    return decodeLine(line)?.kind === 'release';
  } finally {
    await handle.close();
  }
}

const NEWLINE = 10;
/** More than a release line takes. */
const RELEASE_BYTES = 256;

/** Number of the newest epoch file, 0 for none. */
export async function newestEpoch(folder: string): Promise<number> {
  return (await listEpochs(folder)).at(-1) ?? 0;
}
