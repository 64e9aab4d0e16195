import { rm } from 'node:fs/promises';
import { Emitter } from '../base/emitter.ts';
import type { Log } from '../base/log.ts';
import type { AppendNotice, RunStore, RunSummary, RunWriter } from '../engine/ports/RunStore.ts';
import { BooError, type ErrorRecord } from '../protocol/errors.ts';
import type { RunEvent } from '../protocol/events.ts';
import type { RunState } from '../protocol/run.ts';
import { DamageLedger } from './DamageLedger.ts';
import { type Claimant, type Claimed, claimEpoch, createRunFolder, newestEpoch, writeFence } from './epochClaim.ts';
import { EpochWriter } from './EpochWriter.ts';
import { toStoreError } from './ioErrors.ts';
import { isRunId, runDir } from './layout.ts';
import { type LogEnd, nowhere, parseFrame, readLog } from './logReader.ts';
import { dropSetAside } from './quarantine.ts';
import { digestEvent, findingCount, type RunDigest, stepsDone } from './runDigest.ts';
import { RunIndex, type WasmSource } from './RunIndex.ts';
import { markStore, newerStore } from './storeFormat.ts';
import { continueRun, nothingReadable, removeRun, unknownRun } from './takeOver.ts';

export interface RunStoreOptions {
  /** Absolute folder, created on the first `create`. */
  readonly dir: string;
  /** Where sql.js finds its WebAssembly; asked on the first `list` or `rebuildIndex`. */
  readonly wasmPath: WasmSource;
  /** Wall time in ms since the epoch. */
  readonly clock: { now(): number };
  readonly log: Log;
  /** Product version, written into logs. */
  readonly version: string;
  /** Same for all processes of this machine, different on another one; `localHostId()` is one. */
  readonly hostId: string;
}

/** A run store that can also say what is wrong with its folder. */
export type FileRunStore = RunStore & {
  /** Newer format, damaged logs that were set aside; for a banner. Never throws. */
  problems(): Promise<ErrorRecord[]>;
};

/**
 * The history of one workspace in a folder (see `layout.ts` for its files). Nothing is read, written or loaded before
 * the first call. Runs owned by other processes are seen when listed or read; changes of theirs are not announced.
 * `read` ends at the last good event; it throws BooError run_unknown, store_corrupt when nothing at all is readable,
 * store_newer when what follows was written by a newer version.
 */
export function createRunStore(options: RunStoreOptions): FileRunStore {
  return new FolderRunStore(options);
}

interface Live {
  readonly writer: EpochWriter;
  /** Undefined before `run.created` is acknowledged. */
  digest: RunDigest | undefined;
}

class FolderRunStore implements FileRunStore {
  private readonly options: RunStoreOptions;
  private readonly claimant: Claimant;
  private readonly damage: DamageLedger;
  private readonly index: RunIndex;
  private readonly live = new Map<string, Live>();
  private readonly appended: Emitter<AppendNotice>;
  private readonly changed: Emitter<void>;
  private readonly pending = new Set<Promise<unknown>>();
  private disposing: Promise<void> | undefined;

  constructor(options: RunStoreOptions) {
    const { dir, log } = options;
    this.options = options;
    this.claimant = { hostId: options.hostId, version: options.version, clock: options.clock };
    this.damage = new DamageLedger(dir, log);
    const onError = (error: unknown) => log.write('error', 'a listener failed', { error: String(error) });
    this.appended = new Emitter<AppendNotice>(onError);
    this.changed = new Emitter<void>(onError);
    this.index = new RunIndex({
      dir,
      wasm: options.wasmPath,
      claimant: this.claimant,
      log,
      writable: async () => (await newerStore(dir)) === null,
      onDamage: (runId, damage) => this.damage.note(runId, damage),
    });
  }

  get onAppend() {
    return this.appended.event;
  }

  get onChange() {
    return this.changed.event;
  }

  create(runId: string): Promise<RunWriter> {
    const { dir } = this.options;
    return this.changing(runId, `A run cannot be created in ${dir}`, async (folder) => {
      await markStore(dir);
      await createRunFolder(dir, folder, runId);
      try {
        const claimed = await claimEpoch(folder, runId, 1, this.claimant);
        const checksum = await writeFence(folder, runId, claimed, { previous: null, seq: 0 });
        return this.openWriter(runId, claimed, { seq: 0, checksum }, undefined);
      } catch (error) {
        await rm(folder, { recursive: true, force: true }).catch(() => {});
        throw error;
      }
    });
  }

  takeOver(runId: string): Promise<{ writer: RunWriter; state: RunState }> {
    return this.changing(runId, `Run ${runId} cannot be taken over`, async () => {
      const onDamage = (damage: NonNullable<LogEnd['damage']>) => this.damage.note(runId, damage);
      const run = await continueRun(this.options.dir, runId, this.claimant, onDamage);
      return { writer: this.openWriter(runId, run.claimed, run, run.digest), state: run.state };
    });
  }

  async *read(runId: string, afterSeq = 0): AsyncIterable<RunEvent> {
    if (!isRunId(runId)) throw unknownRun(runId);
    const folder = runDir(this.options.dir, runId);
    // An own run is shown up to what was acknowledged; the rest follows through onAppend.
    const last = this.live.get(runId)?.writer.lastSeq ?? Number.MAX_SAFE_INTEGER;
    try {
      if ((await newestEpoch(folder)) === 0) throw unknownRun(runId);
      const end = yield* eventsBetween(folder, runId, afterSeq, last);
      if (end !== undefined) await this.judge(runId, end);
    } catch (error) {
      throw toStoreError(error, `Run ${runId} cannot be read`);
    }
  }

  async list(): Promise<readonly RunSummary[]> {
    try {
      return await this.index.list(this.liveDigests());
    } catch (error) {
      throw toStoreError(error, `The history in ${this.options.dir} cannot be read`);
    }
  }

  async remove(runId: string): Promise<void> {
    const { dir } = this.options;
    await this.changing(runId, `Run ${runId} cannot be removed`, async () => {
      await removeRun(dir, runId, this.claimant);
      await dropSetAside(dir, runId);
    });
    this.damage.forget(runId);
    await this.index.forget(runId);
    this.changed.fire();
  }

  async rebuildIndex(): Promise<number> {
    try {
      const count = await this.index.rebuild(this.liveDigests());
      this.changed.fire();
      return count;
    } catch (error) {
      throw toStoreError(error, `The history in ${this.options.dir} cannot be read`);
    }
  }

  problems(): Promise<ErrorRecord[]> {
    return this.damage.list();
  }

  dispose(): Promise<void> {
    this.disposing ??= this.shutDown();
    return this.disposing;
  }

  private async shutDown(): Promise<void> {
    // A run that is just being created or taken over would otherwise get its writer after the end.
    await Promise.allSettled([...this.pending]);
    await Promise.all([...this.live.values()].map(({ writer }) => writer.close()));
    await this.index.dispose();
    this.appended.dispose();
    this.changed.dispose();
  }

  /** Frame of everything that writes: refuses what may not be written, and turns errors into BooErrors. */
  private async changing<T>(runId: string, what: string, work: (folder: string) => Promise<T>): Promise<T> {
    if (this.disposing !== undefined) throw new BooError('internal', 'The store was disposed.');
    // Anything else could leave the folder: the id becomes a path.
    if (!isRunId(runId)) throw unknownRun(runId);
    const attempt = this.unlessNewer(() => work(runDir(this.options.dir, runId)));
    this.pending.add(attempt);
    try {
      return await attempt;
    } catch (error) {
      throw toStoreError(error, what);
    } finally {
      this.pending.delete(attempt);
    }
  }

  private async unlessNewer<T>(work: () => Promise<T>): Promise<T> {
    const newer = await newerStore(this.options.dir);
    if (newer !== null) throw newer;
    return work();
  }

  private openWriter(
    runId: string,
    claimed: Claimed,
    from: { readonly seq: number; readonly checksum: string },
    digest: RunDigest | undefined,
  ): EpochWriter {
    const { clock, log, dir } = this.options;
    const writer = new EpochWriter({
      runId,
      epoch: claimed.epoch,
      folder: runDir(dir, runId),
      handle: claimed.handle,
      seq: from.seq,
      checksum: from.checksum,
      ownerToken: claimed.token,
      clock,
      log,
      onAcknowledged: (events) => this.acknowledged(runId, events),
      onGone: () => this.gone(runId, claimed.epoch),
    });
    this.live.set(runId, { writer, digest });
    this.changed.fire();
    return writer;
  }

  private acknowledged(runId: string, events: readonly RunEvent[]): void {
    const live = this.live.get(runId);
    if (live === undefined) return;
    const before = shown(live.digest);
    for (const event of events) live.digest = digestEvent(live.digest, event);
    this.appended.fire({ runId, events });
    if (shown(live.digest) !== before) this.changed.fire();
  }

  private gone(runId: string, epoch: number): void {
    const digest = this.live.get(runId)?.digest;
    this.live.delete(runId);
    if (digest !== undefined) {
      void this.index.adopt(digest, epoch).catch((error: unknown) => {
        this.options.log.write('warn', 'the index was not updated', { error: String(error) });
      });
    }
    this.changed.fire();
  }

  private liveDigests(): Map<string, RunDigest | undefined> {
    return new Map([...this.live].map(([runId, { digest }]) => [runId, digest]));
  }

  private async judge(runId: string, end: LogEnd): Promise<void> {
    if (end.damage === null) return;
    await this.damage.note(runId, end.damage);
    if (end.damage.kind === 'newer') throw new BooError('store_newer', end.damage.message);
    if (end.seq === 0) throw nothingReadable(runId, end.damage);
  }
}

/** Events with `after` < seq <= `last`. Returns where the log ends, undefined when it goes on behind `last`. */
async function* eventsBetween(
  folder: string,
  runId: string,
  after: number,
  last: number,
): AsyncGenerator<RunEvent, LogEnd | undefined> {
  const log = readLog(folder, runId);
  try {
    for (;;) {
      const step = await log.next();
      if (step.done === true) return step.value;
      for (const frame of step.value) {
        if (frame.seq > last) return undefined;
        if (frame.seq > after) yield parseFrame(runId, frame);
      }
    }
  } finally {
    // A consumer that stops early would leave the log suspended with an open file. The value is not looked at.
    await log.return(nowhere);
  }
}

/** What a summary shows of a run: when it changes, `onChange` fires. */
function shown(digest: RunDigest | undefined): string {
  if (digest === undefined) return '';
  return `${digest.state} ${digest.verdict} ${stepsDone(digest)} ${findingCount(digest)}`;
}
