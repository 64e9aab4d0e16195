import { open } from 'node:fs/promises';
import { type EpochHead, listEpochs, readHead } from './epochHead.ts';
import { decodeLine } from './frame.ts';
import { MAX_LINE_BYTES } from './layout.ts';
import { readLines } from './lineReader.ts';

/** The part of one epoch file that counts. */
export interface Segment {
  readonly epoch: number;
  readonly path: string;
  readonly from: number;
  /** Fence set by the next epoch, or the size of the file when it was looked at. */
  readonly to: number;
  /** Checksum of the line before the first event. */
  readonly checksum: string;
  /** Event number before the first event of this segment. */
  readonly seqBefore: number;
  /** What the next epoch found at `to`; null for the last segment, which may have a torn tail. */
  readonly end: { readonly checksum: string; readonly seq: number } | null;
}

export interface Damage {
  /** `corrupt`: bytes are not what was written. `newer`: a newer version of the product wrote them. */
  readonly kind: 'corrupt' | 'newer';
  readonly epoch: number;
  readonly path: string;
  /** Sentence for people, without the path. */
  readonly message: string;
}

export interface EpochChain {
  /** Oldest first. */
  readonly segments: readonly Segment[];
  /** The newest epoch file, whether it counts or not: its creator is the owner. */
  readonly newest: EpochHead | undefined;
  /** Events from this one on are known to be in a file that cannot be used, so they are not taken from a stale one. */
  readonly seqLimit: number;
  readonly damage: Damage | null;
}

/**
 * Finds the files of a run that count, by walking from the newest epoch with a fence to the first. An epoch without a
 * fence is someone who died (or is about to finish) taking over and holds nothing, unless events are found in it: then
 * its head is damaged.
 */
export async function openChain(folder: string, runId: string): Promise<EpochChain> {
  const heads: EpochHead[] = [];
  for (const epoch of await listEpochs(folder)) {
    const head = await readHead(folder, runId, epoch);
    if (head !== undefined) heads.push(head);
  }
  const newest = heads.at(-1);
  const top = heads.findLastIndex((head) => head.fence !== null);
  const unfenced = await inspectUnfenced(heads.slice(top + 1));
  const walk = walkBack(heads, top);
  return { newest, ...walk, ...unfenced, damage: walk.damage ?? unfenced.damage };
}

async function inspectUnfenced(heads: readonly EpochHead[]): Promise<{ seqLimit: number; damage: Damage | null }> {
  let seqLimit = Number.MAX_SAFE_INTEGER;
  let damage: Damage | null = null;
  for (const head of heads) {
    if (head.newerFormat !== null) {
      const message = `Epoch ${head.epoch} was written in format ${head.newerFormat} by a newer version.`;
      damage = { kind: 'newer', epoch: head.epoch, path: head.path, message };
      continue;
    }
    const seq = await firstEvent(head.path, head.size);
    if (seq === undefined) continue;
    seqLimit = Math.min(seqLimit, seq);
    const message = `The head of epoch ${head.epoch} is damaged, so its events (from ${seq} on) cannot be used.`;
    damage ??= { kind: 'corrupt', epoch: head.epoch, path: head.path, message };
  }
  return { seqLimit, damage };
}

function walkBack(heads: readonly EpochHead[], top: number): { segments: Segment[]; damage: Damage | null } {
  const byEpoch = new Map(heads.map((head) => [head.epoch, head]));
  const segments: Segment[] = [];
  let head = heads[top];
  let to = head?.size ?? 0;
  let end: Segment['end'] = null;
  while (head !== undefined && head.fence !== null) {
    const { epoch, path, fence } = head;
    const from = head.bodyStart;
    segments.unshift({ epoch, path, from, to, checksum: head.bodyChecksum, seqBefore: fence.seq, end });
    const previous = fence.previous;
    if (previous === null) return { segments, damage: null };
    end = { checksum: previous.checksum, seq: fence.seq };
    to = previous.bytes;
    head = previous.epoch < epoch ? byEpoch.get(previous.epoch) : undefined;
    if (head === undefined || head.fence === null) {
      const message = `The file of epoch ${previous.epoch} is missing or its head is damaged, so the run has no beginning.`;
      return { segments: [], damage: { kind: 'corrupt', epoch: previous.epoch, path: head?.path ?? path, message } };
    }
  }
  return { segments, damage: null };
}

/** Number of the first event line that is whole in itself, undefined if there is none. */
async function firstEvent(path: string, size: number): Promise<number | undefined> {
  const handle = await open(path, 'r');
  try {
    for await (const lines of readLines(handle, 0, size, MAX_LINE_BYTES)) {
      for (const line of lines) {
        const frame = line.intact ? decodeLine(line.bytes) : undefined;
        if (frame?.kind === 'event') return frame.seq;
      }
    }
    return undefined;
  } finally {
    await handle.close();
  }
}
