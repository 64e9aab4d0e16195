import { Emitter } from '../base/emitter.ts';
import type { Runner } from '../engine/run/Runner.ts';
import type { Recorder } from '../engine/run/recorder.ts';
import type { LiveRun } from './App.ts';

interface Entry {
  readonly live: LiveRun;
  readonly runner: Runner;
}

/** The runs that this process owns, from start to end. */
export class LiveRuns {
  private readonly entries = new Map<string, Entry>();
  private readonly views = new Map<string, LiveRun>();
  private readonly changed = new Emitter<void>();
  private readonly onLast: () => Promise<void>;
  readonly onChange = this.changed.event;

  /** `onLast` is called when the last live run has ended, before its `ended` resolves. */
  constructor(onLast: () => Promise<void>) {
    this.onLast = onLast;
  }

  get all(): ReadonlyMap<string, LiveRun> {
    return this.views;
  }

  runner(runId: string): Runner | undefined {
    return this.entries.get(runId)?.runner;
  }

  /** Starts the runner and keeps it until its run is over. */
  add(recorder: Recorder, runner: Runner): LiveRun {
    const { runId } = recorder;
    const ended = runner.ended.finally(async () => {
      this.entries.delete(runId);
      this.views.delete(runId);
      if (this.views.size === 0) await this.onLast();
      this.changed.fire();
    });
    // Front ends await `ended`; one that does not must not turn a failed run into an unhandled rejection.
    ended.catch(() => {});
    const live: LiveRun = {
      runId,
      get state() {
        return recorder.state;
      },
      onEvents: recorder.onEvents,
      ended,
    };
    this.entries.set(runId, { live, runner });
    this.views.set(runId, live);
    runner.start();
    this.changed.fire();
    return live;
  }

  /** Cancels a live run and resolves when nothing of it is left, its processes included. */
  async cancel(runId: string): Promise<void> {
    const entry = this.entries.get(runId);
    await entry?.runner.cancel('user');
    await entry?.live.ended;
  }

  /** Gives every run up without ending it; resolves when no process of theirs is left. */
  async detachAll(): Promise<void> {
    await Promise.all([...this.entries.values()].map(({ runner }) => runner.detach()));
  }

  dispose(): void {
    this.changed.dispose();
  }
}
