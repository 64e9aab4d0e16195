import { DisposableStore, type Disposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { LiveRun } from '../compose/App.ts';
import type { ErrorRecord } from '../protocol/errors.ts';
import type { Apps, OpenApp } from './apps.ts';
import { errorRecordOf } from './errorRecord.ts';

/** A run that this window owns, with the application that runs it. */
export interface LiveEntry {
  readonly owner: OpenApp;
  readonly run: LiveRun;
}

/** A run that is over or was let go. */
export interface EndedEntry extends LiveEntry {
  /** Why its log could not be written any more; its state then tells less than happened. */
  readonly failure: ErrorRecord | null;
}

/** The live runs of all applications of this window as one set. Reads no file and loads nothing. */
export class LiveRuns implements Disposable {
  private readonly known = new Map<string, LiveEntry>();
  /** Runs whose end was told, in case their application still lists them for a moment. */
  private readonly over = new WeakSet<LiveRun>();
  private readonly changed = new Emitter<readonly LiveEntry[]>();
  private readonly progressed = new Emitter<LiveEntry>();
  private readonly started = new Emitter<LiveEntry>();
  private readonly ended = new Emitter<EndedEntry>();
  private readonly disposables = new DisposableStore();

  /** The set changed; carries the new one. */
  readonly onChange = this.changed.event;
  /** Events of a run arrived; its folded state is current. As often as they come: throttle before drawing. */
  readonly onProgress = this.progressed.event;
  readonly onStart = this.started.event;
  /** The run is over or was let go; its state says which. */
  readonly onEnd = this.ended.event;

  constructor(apps: Apps) {
    for (const owner of apps.list()) this.follow(owner);
    this.disposables.add(apps.onDidOpen((owner) => this.follow(owner)));
    this.disposables.add(apps.onDidClose((owner) => this.forget(owner)));
  }

  /** Oldest first. */
  list(): readonly LiveEntry[] {
    return [...this.known.values()].sort((a, b) => a.run.state.createdAt - b.run.state.createdAt);
  }

  get(runId: string): LiveEntry | undefined {
    return this.known.get(runId);
  }

  dispose(): void {
    this.disposables.dispose();
    this.known.clear();
    for (const emitter of [this.changed, this.progressed, this.started, this.ended]) emitter.dispose();
  }

  private follow(owner: OpenApp): void {
    this.disposables.add(owner.app.onLiveRunsChange(() => this.compare(owner)));
    this.compare(owner);
  }

  private compare(owner: OpenApp): void {
    let differs = false;
    for (const run of owner.app.liveRuns.values()) {
      if (this.over.has(run) || this.known.get(run.runId)?.run === run) continue;
      differs = true;
      this.begin({ owner, run });
    }
    for (const [runId, entry] of this.known) {
      if (entry.owner !== owner || owner.app.liveRuns.has(runId)) continue;
      differs = true;
      this.known.delete(runId);
    }
    if (differs) this.changed.fire(this.list());
  }

  private begin(entry: LiveEntry): void {
    this.known.set(entry.run.runId, entry);
    const listening = this.disposables.add(entry.run.onEvents(() => this.progressed.fire(entry)));
    this.started.fire(entry);
    const finish = (failure: ErrorRecord | null): void => {
      listening.dispose();
      this.over.add(entry.run);
      if (this.known.get(entry.run.runId)?.run === entry.run) {
        this.known.delete(entry.run.runId);
        this.changed.fire(this.list());
      }
      this.ended.fire({ ...entry, failure });
    };
    entry.run.ended.then(
      () => finish(null),
      (error: unknown) => finish(errorRecordOf(error)),
    );
  }

  private forget(owner: OpenApp): void {
    let differs = false;
    for (const [runId, entry] of this.known) {
      if (entry.owner !== owner) continue;
      this.known.delete(runId);
      differs = true;
    }
    if (differs) this.changed.fire(this.list());
  }
}
