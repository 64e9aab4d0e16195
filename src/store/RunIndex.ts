import { readdir, readFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Log } from '../base/log.ts';
import type { RunSummary } from '../engine/ports/RunStore.ts';
import { isTerminal } from '../protocol/transitions.ts';
import { type Claimant, newestEpoch } from './epochClaim.ts';
import type { Damage } from './epochChain.ts';
import { IndexDatabase } from './indexDatabase.ts';
import { loadSnapshots, saveSnapshot } from './indexFile.ts';
import { orIfMissing } from './ioErrors.ts';
import { isRunId, runDir, runsDir } from './layout.ts';
import { busyReason } from './ownership.ts';
import type { RunDigest } from './runDigest.ts';
import { type RowSource, rowOf, type RunRow, summaryOf } from './runRow.ts';
import { logKey, type RunScan, scanRun } from './runScan.ts';

/** Where sql.js gets its WebAssembly: a path or the bytes. Called at most once, when the index is first needed. */
export type WasmSource = () => string | Uint8Array | Promise<string | Uint8Array>;

interface RunIndexOptions {
  readonly dir: string;
  readonly wasm: WasmSource;
  readonly claimant: Claimant;
  readonly log: Log;
  /** May the snapshot be written? Not into a store of a newer version. */
  readonly writable: () => Promise<boolean>;
  readonly onDamage: (runId: string, damage: Damage) => Promise<void>;
}

/** Runs written by this store. Undefined before `run.created` is acknowledged: there is nothing to show yet. */
type LiveDigests = ReadonlyMap<string, RunDigest | undefined>;

const SAVE_DELAY_MS = 2_000;
/** Runs looked at between two turns of the event loop. */
const STAT_SLICE = 500;
/** Logs read at once. */
const SCAN_SLICE = 16;

/**
 * History of one store: a row per run in memory, backed by a sql.js database that is loaded on first use and saved
 * rarely. Only a cache: rows whose log files changed are made anew from the logs, and so is everything when the
 * database is missing, old, damaged or cannot be opened. Calls are worked off one after the other.
 */
export class RunIndex {
  private readonly options: RunIndexOptions;
  private rows = new Map<string, RunRow>();
  private database: IndexDatabase | undefined;
  private loading: Promise<void> | undefined;
  private tail: Promise<unknown> = Promise.resolve();
  private dirty = false;
  private timer: NodeJS.Timeout | undefined;
  private disposed = false;

  constructor(options: RunIndexOptions) {
    this.options = options;
  }

  /** Newest first. `live` are the runs written by this store: their digests are newer than any file can tell. */
  list(live: LiveDigests): Promise<RunSummary[]> {
    return this.serially(async () => {
      await this.load();
      await this.refresh(live);
      return this.summaries(live);
    });
  }

  /** Takes over the final digest of a run that this store has just stopped writing. Does nothing before first use. */
  adopt(digest: RunDigest, epoch: number): Promise<void> {
    return this.serially(async () => {
      if (this.loading === undefined) return;
      const folder = runDir(this.options.dir, digest.runId);
      const key = logKey(folder, epoch, this.options.claimant.clock.now()) ?? '';
      // Somebody else has the run by now: its files say more than the digest.
      if ((await newestEpoch(folder)) !== epoch) return;
      this.put(rowOf(digest, { ...released, epoch, logKey: key }), digest);
    });
  }

  forget(runId: string): Promise<void> {
    return this.serially(async () => this.drop(runId));
  }

  /** Number of runs found. */
  rebuild(live: LiveDigests): Promise<number> {
    return this.serially(async () => {
      await this.load();
      this.rows.clear();
      this.database?.clear();
      await this.refresh(live);
      this.dirty = true;
      await this.save();
      return this.summaries(live).length;
    });
  }

  /** Content of the database, for comparing. Undefined when sql.js could not be loaded. */
  dump() {
    return this.serially(async () => this.database?.dump());
  }

  dispose(): Promise<void> {
    this.disposed = true;
    clearTimeout(this.timer);
    return this.serially(async () => {
      await this.save();
      this.database?.close();
      this.database = undefined;
    });
  }

  private serially<T>(work: () => Promise<T>): Promise<T> {
    const result = this.tail.then(work);
    this.tail = result.catch(() => {});
    return result;
  }

  private load(): Promise<void> {
    this.loading ??= this.loadOnce();
    return this.loading;
  }

  private async loadOnce(): Promise<void> {
    const { dir, log, wasm } = this.options;
    try {
      const [{ default: initSqlJs }, source] = await Promise.all([import('sql.js'), wasm()]);
      const bytes = typeof source === 'string' ? await readFile(source) : source;
      const sql = await initSqlJs({ wasmBinary: new Uint8Array(bytes).buffer });
      for await (const snapshot of loadSnapshots(dir)) {
        try {
          const database = new IndexDatabase(sql, snapshot);
          this.rows = new Map(database.rows().map((row) => [row.runId, row]));
          this.database = database;
          return;
        } catch (error) {
          log.write('warn', 'an index snapshot cannot be used', { error: String(error) });
        }
      }
      this.database = new IndexDatabase(sql, null);
    } catch (error) {
      log.write('error', 'sql.js cannot be loaded; the history is read from the logs', { error: String(error) });
    }
  }

  private async refresh(live: LiveDigests): Promise<void> {
    const names = new Set((await orIfMissing(readdir(runsDir(this.options.dir)), [])).filter(isRunId));
    for (const runId of [...this.rows.keys()]) if (!names.has(runId)) this.drop(runId);
    const changed: string[] = [];
    const now = this.options.claimant.clock.now();
    let looked = 0;
    for (const runId of names) {
      if (live.has(runId)) continue;
      looked += 1;
      if (looked % STAT_SLICE === 0) await nextTurn();
      const row = this.rows.get(runId);
      const same = row !== undefined && row.logKey !== '' && row.logKey === this.keyOf(row, now);
      if (!same) changed.push(runId);
    }
    for (let at = 0; at < changed.length; at += SCAN_SLICE) {
      await Promise.all(changed.slice(at, at + SCAN_SLICE).map((runId) => this.rescan(runId, now)));
    }
  }

  private keyOf(row: RunRow, now: number): string | undefined {
    return logKey(runDir(this.options.dir, row.runId), row.epoch, now);
  }

  private async rescan(runId: string, now: number): Promise<void> {
    let scan: RunScan | undefined;
    try {
      scan = await orIfMissing(scanRun(runDir(this.options.dir, runId), runId, now), undefined);
    } catch (error) {
      this.options.log.write('warn', `run ${runId} cannot be read`, { error: String(error) });
      return;
    }
    if (scan === undefined) return this.drop(runId);
    this.put(scan.row, scan.digest);
    if (scan.damage !== null) await this.options.onDamage(runId, scan.damage);
  }

  private put(row: RunRow, digest: RunDigest | null): void {
    this.rows.set(row.runId, row);
    this.database?.put(row, digest);
    this.dirty = true;
    if (isTerminal(row.state)) this.saveSoon();
  }

  private drop(runId: string): void {
    if (!this.rows.delete(runId)) return;
    this.database?.remove(runId);
    this.dirty = true;
  }

  private summaries(live: LiveDigests): RunSummary[] {
    const list: RunSummary[] = [];
    for (const row of this.rows.values()) if (!live.has(row.runId)) list.push(summaryOf(row, this.isActive(row)));
    for (const digest of live.values()) if (digest !== undefined) list.push(summaryOf(rowOf(digest, released), true));
    return list.sort((a, b) => b.createdAt - a.createdAt || compareIds(b.runId, a.runId));
  }

  private isActive(row: RunRow): boolean {
    if (row.owner === null) return false;
    const { clock, hostId } = this.options.claimant;
    return busyReason(row.owner, hostId, row.touchedAt, clock.now()) !== null;
  }

  private saveSoon(): void {
    if (this.disposed) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.serially(() => this.save()), SAVE_DELAY_MS);
    this.timer.unref();
  }

  /** Never throws: without a snapshot the next start reads the logs. */
  private async save(): Promise<void> {
    if (!this.dirty || this.database === undefined || !(await this.options.writable())) return;
    this.dirty = false;
    try {
      await saveSnapshot(this.options.dir, this.database.bytes(), this.options.claimant.clock.now());
    } catch (error) {
      this.options.log.write('warn', 'the index could not be saved', { error: String(error) });
    }
  }
}

/** A run that this store writes or wrote last: its files say nothing that its digest does not. */
const released: RowSource = { damage: null, resumable: true, epoch: 0, owner: null, touchedAt: 0, logKey: '' };

function compareIds(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
