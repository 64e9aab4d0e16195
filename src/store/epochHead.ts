import { type FileHandle, open, readdir } from 'node:fs/promises';
import { z } from 'zod';
import { runIdSchema } from '../protocol/events.ts';
import { decodeLine, type Frame, type SealedLine, sealClaim, sealFence } from './frame.ts';
import { orIfMissing } from './ioErrors.ts';
import { epochFile, epochOf, MAX_LINE_BYTES, STORE_FORMAT } from './layout.ts';
import { readLines } from './lineReader.ts';
import { ownerSchema } from './ownership.ts';

const epochNumber = z.number().int().positive();
const checksum = z.string().regex(/^[0-9a-f]{8}$/);

/** First line of an epoch: the file exists because this owner created it, exclusively. */
const claimSchema = z.object({
  format: z.literal(STORE_FORMAT),
  runId: runIdSchema,
  epoch: epochNumber,
  owner: ownerSchema,
  /** Product version that wrote the file. */
  version: z.string().max(100),
  /** ms since the epoch. */
  at: z.number(),
});
export type Claim = z.infer<typeof claimSchema>;
const anyFormatSchema = z.object({ format: z.number() });

/**
 * Second line: what this epoch continues. Of the file of epoch `previous.epoch` the first `previous.bytes` bytes count,
 * ending with checksum `previous.checksum` and event `seq`; whatever a stale owner appends behind is ignored.
 * Null in the first epoch of a run.
 */
const fenceSchema = z.object({
  previous: z.object({ epoch: epochNumber, bytes: z.number().int().positive(), checksum }).nullable(),
  seq: z.number().int().nonnegative(),
});
export type Fence = z.infer<typeof fenceSchema>;

export interface EpochHead {
  readonly epoch: number;
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly claim: Claim | null;
  /** Null: the creator has not (or never) finished taking over, so nothing in the file counts. */
  readonly fence: Fence | null;
  /** Where events begin and the checksum of the line before them. Meaningful with a fence. */
  readonly bodyStart: number;
  readonly bodyChecksum: string;
  /** The format in the claim when it is not ours. */
  readonly newerFormat: number | null;
}

export const makeClaim = (claim: Claim): SealedLine => sealClaim(JSON.stringify(claim));
export const makeFence = (fence: Fence, previous: string): SealedLine => sealFence(JSON.stringify(fence), previous);

/** Epoch numbers of a run folder, ascending; empty when the folder does not exist. */
export async function listEpochs(folder: string): Promise<number[]> {
  const names = await orIfMissing(readdir(folder), []);
  return names.flatMap((name) => epochOf(name) ?? []).sort((a, b) => a - b);
}

/** Undefined when the file has vanished since it was listed. */
export async function readHead(folder: string, runId: string, epoch: number): Promise<EpochHead | undefined> {
  const path = epochFile(folder, epoch);
  const handle = await orIfMissing(open(path, 'r'), undefined);
  if (handle === undefined) return undefined;
  try {
    return await readHeadFrom(handle, path, runId, epoch);
  } finally {
    await handle.close();
  }
}

async function readHeadFrom(handle: FileHandle, path: string, runId: string, epoch: number): Promise<EpochHead> {
  const { size, mtimeMs } = await handle.stat();
  const nothing = { claim: null, fence: null, bodyStart: 0, bodyChecksum: '', newerFormat: null };
  const base = { epoch, path, size, mtimeMs, ...nothing };
  const [first, second, third] = await firstFrames(handle, size);
  if (first?.frame?.kind !== 'claim') return base;
  const json = parseJson(first.frame.json);
  const claim = claimSchema.safeParse(json);
  if (!claim.success) {
    const other = anyFormatSchema.safeParse(json);
    return { ...base, newerFormat: other.success && other.data.format > STORE_FORMAT ? other.data.format : null };
  }
  if (claim.data.runId !== runId || claim.data.epoch !== epoch) return base;
  const claimed = { ...base, claim: claim.data };
  if (second?.frame?.kind !== 'fence' || second.frame.previous !== first.frame.checksum) return claimed;
  const fence = fenceSchema.safeParse(parseJson(second.frame.json));
  if (!fence.success) return claimed;
  // Without the empty line events begin right behind the fence, and the first one will be found damaged.
  const bodyStart = third?.empty === true ? third.end : second.end;
  return { ...claimed, fence: fence.data, bodyStart, bodyChecksum: second.frame.checksum };
}

async function firstFrames(handle: FileHandle, size: number) {
  const found: { readonly frame: Frame | undefined; readonly empty: boolean; readonly end: number }[] = [];
  for await (const lines of readLines(handle, 0, size, MAX_LINE_BYTES)) {
    for (const line of lines.slice(0, 3 - found.length)) {
      const frame = line.intact ? decodeLine(line.bytes) : undefined;
      found.push({ frame, empty: line.intact && line.bytes.length === 0, end: line.end });
    }
    if (found.length === 3) break;
  }
  return found;
}

/** JSON of a line whose checksum was right; undefined if it is none all the same. */
function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
