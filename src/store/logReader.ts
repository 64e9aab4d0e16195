import { type FileHandle, open } from 'node:fs/promises';
import { BooError } from '../protocol/errors.ts';
import { parseRunEvent, type RunEvent } from '../protocol/events.ts';
import { type Damage, type EpochChain, openChain, type Segment } from './epochChain.ts';
import { decodeLine, type EventFrame } from './frame.ts';
import { orIfMissing } from './ioErrors.ts';
import { MAX_LINE_BYTES } from './layout.ts';
import { type RawLine, readLines } from './lineReader.ts';

/** Where the good prefix of a log ends. */
export interface LogEnd {
  readonly chain: EpochChain;
  /** Last good event, 0 for none. */
  readonly seq: number;
  /** The file it ends in, how many bytes of it are good, and the checksum there; null when no file counts. */
  readonly position: { readonly epoch: number; readonly bytes: number; readonly checksum: string } | null;
  /** The last owner wrote that it gave the run up. */
  readonly released: boolean;
  /** Null also for a torn tail: what was never acknowledged is cut without a word. */
  readonly damage: Damage | null;
}

/**
 * Yields the events of a run that are provably what was written, in order, in batches, and returns where that ends.
 * Bodies are not parsed: `parseFrame` does. Never yields anything behind a bad record. Memory is bounded by the
 * longest line allowed. Reads up to the sizes the files had when it started.
 */
export async function* readLog(folder: string, runId: string): AsyncGenerator<EventFrame[], LogEnd> {
  const chain = await openChain(folder, runId);
  const at: Cursor = { seq: 0, position: null, released: false, damage: null };
  for (const segment of chain.segments) {
    yield* readSegment(segment, chain.seqLimit, at);
    if (at.damage !== null) break;
  }
  const { seq, position, released } = at;
  return { chain, seq, position, released, damage: chain.damage ?? at.damage };
}

/** Hands every good event to `take`, in order; whatever it throws ends the reading and closes the files. */
export async function scanLog(folder: string, runId: string, take: (frame: EventFrame) => void): Promise<LogEnd> {
  const log = readLog(folder, runId);
  try {
    for (;;) {
      const step = await log.next();
      if (step.done === true) return step.value;
      step.value.forEach(take);
    }
  } finally {
    await log.return(nowhere);
  }
}

/** What a log that was stopped early returns: nobody looks at it. */
export const nowhere: LogEnd = {
  chain: { segments: [], newest: undefined, seqLimit: 0, damage: null },
  seq: 0,
  position: null,
  released: false,
  damage: null,
};

interface Cursor {
  seq: number;
  position: { epoch: number; bytes: number; checksum: string } | null;
  released: boolean;
  damage: Damage | null;
}

async function* readSegment(segment: Segment, seqLimit: number, at: Cursor): AsyncGenerator<EventFrame[], void> {
  if (segment.seqBefore !== at.seq) {
    at.damage = damaged(segment, `Events ${at.seq + 1} to ${segment.seqBefore} are missing.`);
    return;
  }
  const handle = await orIfMissing(open(segment.path, 'r'), undefined);
  if (handle === undefined) {
    at.damage = damaged(segment, 'The file has vanished.');
    return;
  }
  try {
    at.released = false;
    at.position = { epoch: segment.epoch, bytes: segment.from, checksum: segment.checksum };
    const bad = yield* readGood(handle, segment, seqLimit, at);
    at.damage = await judge(handle, segment, at.position, at.seq, bad);
  } finally {
    await handle.close();
  }
}

/** Yields good events and moves the cursor; returns the first line that is not good, if any. */
async function* readGood(
  handle: FileHandle,
  segment: Segment,
  seqLimit: number,
  at: Cursor,
): AsyncGenerator<EventFrame[], RawLine | undefined> {
  for await (const lines of readLines(handle, segment.from, segment.to, MAX_LINE_BYTES)) {
    const good: EventFrame[] = [];
    for (const line of lines) {
      if (accept(line, segment.epoch, seqLimit, at, good)) continue;
      if (good.length > 0) yield good;
      return line;
    }
    if (good.length > 0) yield good;
  }
  return undefined;
}

function accept(line: RawLine, epoch: number, seqLimit: number, at: Cursor, good: EventFrame[]): boolean {
  const frame = line.intact ? decodeLine(line.bytes) : undefined;
  if (frame === undefined || frame.kind === 'claim' || frame.kind === 'fence') return false;
  if (at.released || frame.previous !== at.position?.checksum) return false;
  if (frame.kind === 'release') {
    at.released = true;
  } else {
    if (frame.seq !== at.seq + 1 || frame.seq >= seqLimit) return false;
    at.seq = frame.seq;
    good.push(frame);
  }
  at.position = { epoch, bytes: line.end, checksum: frame.checksum };
  return true;
}

/**
 * Damage or torn tail? The end of the last file is a torn tail when nothing whole follows the first bad line; before a
 * fence everything was good when the next owner looked, so there every difference is damage.
 */
async function judge(
  handle: FileHandle,
  segment: Segment,
  position: { readonly bytes: number; readonly checksum: string },
  seq: number,
  bad: RawLine | undefined,
): Promise<Damage | null> {
  const place = `Event ${seq + 1} (at byte ${position.bytes} of epoch ${segment.epoch}) is damaged`;
  if (segment.end !== null) {
    if (bad === undefined && position.checksum === segment.end.checksum && seq === segment.end.seq) return null;
    return damaged(segment, `${place}; it and all that follows are left out.`);
  }
  if (bad === undefined) return null;
  for await (const lines of readLines(handle, bad.start, segment.to, MAX_LINE_BYTES)) {
    const whole = lines.some((line) => line.intact && decodeLine(line.bytes) !== undefined);
    if (whole) return damaged(segment, `${place} though records follow it; it and all that follows are left out.`);
  }
  return null;
}

function damaged(segment: Segment, message: string): Damage {
  return { kind: 'corrupt', epoch: segment.epoch, path: segment.path, message };
}

/**
 * The event of a frame. Throws BooError('store_newer') when the record is whole but this version does not know it:
 * only another version can have written it.
 */
export function parseFrame(runId: string, frame: EventFrame): RunEvent {
  try {
    const body: unknown = JSON.parse(frame.json.toString('utf8'));
    return parseRunEvent({ ...asObject(body), runId, seq: frame.seq, at: frame.at });
  } catch (error) {
    const message = `Event ${frame.seq} of run ${runId} is whole but unknown to this version.`;
    throw new BooError('store_newer', message, { cause: error });
  }
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
