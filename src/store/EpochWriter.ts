import type { FileHandle } from 'node:fs/promises';
import { type Deferred, deferred } from '../base/deferred.ts';
import type { Log } from '../base/log.ts';
import type { RunWriter } from '../engine/ports/RunStore.ts';
import { BooError } from '../protocol/errors.ts';
import { isStreamEvent, type RunEvent, type RunEventBody, runEventBodySchema } from '../protocol/events.ts';
import { listEpochs } from './epochHead.ts';
import { sealEvent, sealRelease } from './frame.ts';
import { toStoreError } from './ioErrors.ts';
import { MAX_LINE_BYTES } from './layout.ts';
import { ABANDONED_MTIME_MS, HEARTBEAT_MS, markGone, markLive } from './ownership.ts';

interface EpochWriterOptions {
  readonly runId: string;
  readonly epoch: number;
  /** Folder of the run: listed after every sync, a newer epoch in it means fenced. */
  readonly folder: string;
  /** Opened for append; owned and closed by the writer. Claim and fence are written and synced. */
  readonly handle: FileHandle;
  /** Last event so far and checksum of the last line. */
  readonly seq: number;
  readonly checksum: string;
  readonly ownerToken: string;
  readonly clock: { now(): number };
  readonly log: Log;
  /** Acknowledged events, in order, each once. */
  readonly onAcknowledged: (events: readonly RunEvent[]) => void;
  /** The file is closed, for whatever reason. Called once. */
  readonly onGone: () => void;
}

interface Job {
  readonly bytes: Buffer;
  readonly events: readonly RunEvent[];
  readonly durable: boolean;
  readonly done: Deferred<readonly RunEvent[]>;
}

/**
 * Appends to one epoch file. What is queued while a write or sync runs goes out as the next group: one write, and one
 * sync if the group holds anything but stream events. So a lone event waits for nothing and many share a sync.
 * After each sync the folder is listed; only if no newer epoch is there is the group acknowledged: whoever takes over
 * creates the next epoch first and reads afterwards, hence sees everything that was ever acknowledged.
 * A failed write or sync is final: the kernel may have dropped the pages, so a later success would prove nothing.
 */
export class EpochWriter implements RunWriter {
  readonly runId: string;
  readonly epoch: number;
  private readonly options: EpochWriterOptions;
  private seq: number;
  private checksum: string;
  private acknowledged: number;
  private queue: Job[] = [];
  private draining: Promise<void> | undefined;
  private closing: Promise<void> | undefined;
  private failure: BooError | undefined;
  private readonly heartbeat: NodeJS.Timeout;

  constructor(options: EpochWriterOptions) {
    this.options = options;
    this.runId = options.runId;
    this.epoch = options.epoch;
    this.seq = options.seq;
    this.acknowledged = options.seq;
    this.checksum = options.checksum;
    markLive(options.ownerToken);
    this.heartbeat = setInterval(() => void this.touch(this.options.clock.now()), HEARTBEAT_MS);
    this.heartbeat.unref();
  }

  /** Last acknowledged event. */
  get lastSeq(): number {
    return this.acknowledged;
  }

  async append(bodies: readonly RunEventBody[]): Promise<readonly RunEvent[]> {
    if (this.failure !== undefined) throw this.failure;
    if (this.closing !== undefined) throw new BooError('internal', `Run ${this.runId} was given up by this writer.`);
    if (bodies.length === 0) return [];
    const job = this.stamp(bodies);
    this.queue.push(job);
    this.draining ??= this.drain();
    return job.done.promise;
  }

  close(): Promise<void> {
    this.closing ??= this.giveUp();
    return this.closing;
  }

  private stamp(bodies: readonly RunEventBody[]): Job {
    const at = Math.max(0, Math.round(this.options.clock.now()));
    const lines: Buffer[] = [];
    const events: RunEvent[] = [];
    try {
      for (const body of bodies) {
        const { line, event } = this.serialise(body, at);
        lines.push(line);
        events.push(event);
      }
    } catch (error) {
      const failure = error instanceof BooError ? error : new BooError('internal', invalid(bodies), { cause: error });
      this.fail(failure);
      throw failure;
    }
    return { bytes: Buffer.concat(lines), events, durable: !bodies.every(isStreamEvent), done: deferred() };
  }

  /** Moves the chain on. Throws ZodError for an event that could not be read back. */
  private serialise(body: RunEventBody, at: number): { line: Buffer; event: RunEvent } {
    const valid = runEventBodySchema.parse(body);
    // The type comes first: readers tell stream events by it without parsing.
    const { type, ...rest } = valid;
    const json = JSON.stringify({ type, ...rest });
    const { bytes, checksum } = sealEvent(this.seq + 1, at, this.checksum, json);
    if (bytes.length > MAX_LINE_BYTES) throw tooLarge(type, bytes.length);
    this.seq += 1;
    this.checksum = checksum;
    return { line: bytes, event: { runId: this.runId, seq: this.seq, at, ...valid } };
  }

  private async drain(): Promise<void> {
    // Everything appended in the same turn of the event loop joins the first group.
    await Promise.resolve();
    while (this.queue.length > 0) {
      const group = this.queue;
      this.queue = [];
      try {
        await this.commit(group);
      } catch (error) {
        this.queue.unshift(...group);
        this.fail(toStoreError(error, `The log of run ${this.runId} cannot be written`));
      }
    }
    this.draining = undefined;
  }

  private async commit(group: Job[]): Promise<void> {
    await writeAll(this.options.handle, group.length === 1 ? group.map((job) => job.bytes) : [concat(group)]);
    const firstDurable = group.findIndex((job) => job.durable);
    this.acknowledge(group.splice(0, firstDurable < 0 ? group.length : firstDurable));
    if (group.length === 0) return;
    await this.options.handle.datasync();
    await this.checkFence();
    this.acknowledge(group.splice(0));
  }

  private async checkFence(): Promise<void> {
    const newest = (await listEpochs(this.options.folder)).at(-1) ?? 0;
    if (newest < this.epoch) throw new BooError('store_unwritable', `The log of run ${this.runId} was removed.`);
    if (newest > this.epoch) {
      throw new BooError('store_fenced', `Run ${this.runId} was taken over: epoch ${newest} follows ${this.epoch}.`);
    }
  }

  private acknowledge(jobs: readonly Job[]): void {
    const events = jobs.flatMap((job) => job.events);
    const last = events.at(-1);
    if (last === undefined) return;
    this.acknowledged = last.seq;
    this.options.onAcknowledged(events);
    for (const job of jobs) job.done.resolve(job.events);
  }

  private fail(error: BooError): void {
    const lost = this.queue;
    this.queue = [];
    for (const job of lost) job.done.reject(error);
    if (this.failure !== undefined) return;
    this.failure = error;
    this.options.log.write('error', `writing run ${this.runId} ended`, { code: error.code });
    this.closing ??= this.abandon();
  }

  private async giveUp(): Promise<void> {
    await this.draining;
    if (this.failure !== undefined) return this.abandon();
    try {
      await writeAll(this.options.handle, [sealRelease(Math.round(this.options.clock.now()), this.checksum).bytes]);
      await this.options.handle.datasync();
      await this.release();
    } catch (error) {
      this.failure = toStoreError(error, `The log of run ${this.runId} cannot be closed`);
      await this.abandon();
    }
  }

  /** The disk may take no byte more, so "free" is said through the modification time. */
  private async abandon(): Promise<void> {
    await this.draining;
    if (this.failure?.code !== 'store_fenced') await this.touch(ABANDONED_MTIME_MS);
    await this.release();
  }

  private async release(): Promise<void> {
    clearInterval(this.heartbeat);
    await this.options.handle.close().catch((error: unknown) => {
      this.options.log.write('warn', `closing the log of run ${this.runId} failed`, { error: String(error) });
    });
    markGone(this.options.ownerToken);
    this.options.onGone();
  }

  private async touch(ms: number): Promise<void> {
    // Best effort: without it the run only stays busy longer for those who cannot look at this process.
    await this.options.handle.utimes(ms / 1000, ms / 1000).catch(() => {});
  }
}

const concat = (group: readonly Job[]): Buffer => Buffer.concat(group.map((job) => job.bytes));

async function writeAll(handle: FileHandle, buffers: readonly Buffer[]): Promise<void> {
  for (const buffer of buffers) {
    for (let at = 0; at < buffer.length;) {
      const { bytesWritten } = await handle.write(buffer, at, buffer.length - at);
      at += bytesWritten;
    }
  }
}

function invalid(bodies: readonly RunEventBody[]): string {
  return `An event of [${bodies.map((body) => body.type).join(', ')}] does not fit its schema; nothing of it was written.`;
}

function tooLarge(type: RunEventBody['type'], bytes: number): BooError {
  const size = `${Math.ceil(bytes / 1024 / 1024)} MiB, more than the ${MAX_LINE_BYTES / 1024 / 1024} MiB of a log record`;
  if (type === 'run.created') return new BooError('scope_too_large', `The plan of this run takes ${size}.`);
  return new BooError('internal', `The event ${type} takes ${size}.`);
}
