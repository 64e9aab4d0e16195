import { statSync } from 'node:fs';
import { BooError } from '../protocol/errors.ts';
import type { RunEvent } from '../protocol/events.ts';
import { newestEpoch } from './epochClaim.ts';
import type { Damage } from './epochChain.ts';
import type { EventFrame } from './frame.ts';
import { epochFile } from './layout.ts';
import { type LogEnd, parseFrame, scanLog } from './logReader.ts';
import { ABANDONED_MTIME_MS, type Owner } from './ownership.ts';
import { digestEvent, type RunDigest } from './runDigest.ts';
import { type RowSource, rowOf, type RunRow, unreadableRow } from './runRow.ts';

/** A folder changed less than this ago may change again without its time showing it (coarse file times). */
const SETTLE_MS = 3_000;

/**
 * Identity of the files of a run, to tell whether a row still reflects them: time of the folder (changes with each new
 * epoch), size and time of the newest epoch file. Empty when the folder changed too recently to be sure, undefined when
 * the files are gone. Synchronous: two system calls per run, thousands of runs.
 */
export function logKey(folder: string, epoch: number, now: number): string | undefined {
  const outer = statSync(folder, { throwIfNoEntry: false });
  const file = statSync(epochFile(folder, epoch), { throwIfNoEntry: false });
  if (outer === undefined || file === undefined) return undefined;
  return Math.abs(now - outer.mtimeMs) < SETTLE_MS ? '' : `${outer.mtimeMs}:${epoch}:${file.size}:${file.mtimeMs}`;
}

export interface RunScan {
  readonly row: RunRow;
  readonly digest: RunDigest | null;
  readonly damage: Damage | null;
}

/** Reads a log for the index; undefined when there is no run: no folder, or nothing was ever acknowledged in it. */
export async function scanRun(folder: string, runId: string, now: number): Promise<RunScan | undefined> {
  const epoch = await newestEpoch(folder);
  if (epoch === 0) return undefined;
  // Taken before reading: what is written meanwhile changes the key, and the run is read again the next time.
  const key = logKey(folder, epoch, now) ?? '';
  const { digest, end, damage } = await digestLog(folder, runId);
  const newest = end.chain.newest;
  const source: RowSource = {
    damage:
      damage === null ? null : `${damage.message} ${digest === null ? '' : 'Shown as it was before that.'}`.trim(),
    resumable: damage?.kind !== 'newer',
    epoch,
    owner: ownerOf(end),
    touchedAt: newest?.mtimeMs ?? 0,
    logKey: key,
  };
  if (digest !== null) return { row: rowOf(digest, source), digest, damage };
  if (damage === null) return undefined;
  return { row: unreadableRow(runId, newest?.claim?.at ?? newest?.mtimeMs ?? now, source), digest, damage };
}

/** Who would have to be asked before taking the run over; null when nobody. */
function ownerOf(end: LogEnd): Owner | null {
  const newest = end.chain.newest;
  if (newest === undefined || newest.mtimeMs === ABANDONED_MTIME_MS) return null;
  const givenUp = end.released && end.position?.epoch === newest.epoch;
  return givenUp ? null : (newest.claim?.owner ?? null);
}

async function digestLog(folder: string, runId: string) {
  const found: { digest: RunDigest | undefined; unknown: Damage | null } = { digest: undefined, unknown: null };
  const end = await scanLog(folder, runId, (frame) => {
    if (found.unknown !== null) return;
    const result = digestFrame(found.digest, runId, frame);
    if (result instanceof BooError) found.unknown = { kind: 'newer', epoch: 0, path: folder, message: result.message };
    else found.digest = result;
  });
  return { digest: found.digest ?? null, end, damage: found.unknown ?? end.damage };
}

function digestFrame(
  digest: RunDigest | undefined,
  runId: string,
  frame: EventFrame,
): RunDigest | undefined | BooError {
  if (frame.stream && digest !== undefined) {
    // Streams are most of a log and leave no trace in the index.
    digest.lastSeq = frame.seq;
    return digest;
  }
  let event: RunEvent;
  try {
    event = parseFrame(runId, frame);
  } catch (error) {
    if (error instanceof BooError) return error;
    throw error;
  }
  return digestEvent(digest, event);
}
