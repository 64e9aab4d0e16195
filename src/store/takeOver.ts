import { rename, rm, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BooError } from '../protocol/errors.ts';
import { fold } from '../protocol/fold.ts';
import type { RunState } from '../protocol/run.ts';
import {
  abandonClaim,
  type Claimant,
  type Claimed,
  claimEpoch,
  newestEpoch,
  whyBusy,
  writeFence,
} from './epochClaim.ts';
import type { Damage } from './epochChain.ts';
import { readHead } from './epochHead.ts';
import { runDir, runsDir } from './layout.ts';
import { parseFrame, scanLog } from './logReader.ts';
import { digestEvent, type RunDigest } from './runDigest.ts';

interface Continued {
  readonly claimed: Claimed;
  /** Checksum that the next event follows. */
  readonly checksum: string;
  readonly seq: number;
  readonly state: RunState;
  readonly digest: RunDigest | undefined;
}

/**
 * Claims the epoch after the newest one, reads everything the owners before wrote, then says in the fence how much of
 * it counts. Reading comes after the claim: what a stale owner may still acknowledge it wrote before the claim existed.
 * Throws BooError run_unknown, run_busy, store_newer, or store_corrupt when nothing readable is left; then the run is
 * as it was before.
 * @param onDamage told of a damaged part that will not count any more
 */
export async function continueRun(
  dir: string,
  runId: string,
  by: Claimant,
  onDamage: (damage: Damage) => Promise<void>,
): Promise<Continued> {
  const folder = runDir(dir, runId);
  const claimed = await claimNext(folder, runId, by);
  const { state, digest, end } = await orAbandon(claimed, async () => {
    const log = await foldLog(folder, runId);
    if (log.end.damage !== null) await onDamage(log.end.damage);
    if (log.end.damage?.kind === 'newer') throw new BooError('store_newer', log.end.damage.message);
    if (log.state === undefined || log.end.position === null) throw nothingReadable(runId, log.end.damage);
    return { state: log.state, digest: log.digest, end: { position: log.end.position, seq: log.end.seq } };
  });
  const checksum = await writeFence(folder, runId, claimed, { previous: end.position, seq: end.seq });
  return { claimed, checksum, seq: end.seq, state, digest };
}

/** Removes a run that nobody writes. With the claim nobody can take it; under another name nobody finds half of it. */
export async function removeRun(dir: string, runId: string, by: Claimant): Promise<void> {
  const folder = runDir(dir, runId);
  const claimed = await claimNext(folder, runId, by);
  await orAbandon(claimed, async () => {
    await claimed.handle.close();
    await rename(folder, `${folder}${REMOVED}`);
  });
  await abandonClaim(claimed);
  // Also what an earlier removal could not finish.
  for (const name of await readdir(runsDir(dir))) {
    if (name.endsWith(REMOVED)) await rm(join(runsDir(dir), name), { recursive: true, force: true });
  }
}

const REMOVED = '.removed';

export function unknownRun(runId: string): BooError {
  return new BooError('run_unknown', `There is no run ${runId.slice(0, 60)} in the history of this workspace.`);
}

export function nothingReadable(runId: string, damage: Damage | null): BooError {
  if (damage === null) return unknownRun(runId);
  return new BooError('store_corrupt', `Nothing of run ${runId} can be read. ${damage.message}`, {
    where: damage.path,
  });
}

async function claimNext(folder: string, runId: string, by: Claimant): Promise<Claimed> {
  const epoch = await newestEpoch(folder);
  const newest = epoch === 0 ? undefined : await readHead(folder, runId, epoch);
  if (newest === undefined) throw unknownRun(runId);
  if (newest.newerFormat !== null) {
    throw new BooError('store_newer', `Run ${runId} was written in format ${newest.newerFormat} by a newer version.`);
  }
  const reason = await whyBusy(newest, by);
  if (reason !== null) throw new BooError('run_busy', `Run ${runId} is in use: ${reason}.`);
  return claimEpoch(folder, runId, newest.epoch + 1, by);
}

async function foldLog(folder: string, runId: string) {
  const run: { state: RunState | undefined; digest: RunDigest | undefined } = { state: undefined, digest: undefined };
  const end = await scanLog(folder, runId, (frame) => {
    const event = parseFrame(runId, frame);
    run.state = fold(run.state, event);
    run.digest = digestEvent(run.digest, event);
  });
  return { ...run, end };
}

async function orAbandon<T>(claimed: Claimed, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await abandonClaim(claimed);
    throw error;
  }
}
