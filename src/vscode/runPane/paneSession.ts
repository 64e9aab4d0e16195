import { assertNever } from '../../base/assertNever.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Log } from '../../base/log.ts';
import type { App, LiveRun } from '../../compose/App.ts';
import { asBooError } from '../../protocol/errors.ts';
import type { RunEvent } from '../../protocol/events.ts';
import { fold } from '../../protocol/fold.ts';
import { ChangeQueue } from '../../protocol/pane/changeQueue.ts';
import { type HostMessage, paneBounds, type PaneMessage } from '../../protocol/pane/messages.ts';
import { type Drive, projectHeader, projectRun, projectStep } from '../../protocol/pane/projectRun.ts';
import type { StepView } from '../../protocol/pane/runView.ts';
import type { RunState } from '../../protocol/run.ts';
import type { Item } from '../../protocol/stream/item.ts';
import type { StreamDetail } from '../../protocol/stream/rows.ts';
import { isTerminal } from '../../protocol/transitions.ts';
import { DirtySteps } from './dirtySteps.ts';
import { makePage } from './page.ts';
import { StreamBook } from './streamBook.ts';
import { readStepStream } from './streamLog.ts';

/** One message per this many ms, for all agents together. */
const batchMs = 50;
/** Messages the pane has not confirmed yet before the host waits and merges. */
const maxUnacked = 2;
/** How often a run that another process drives is looked at. */
const pollMs = 2_000;

export interface SessionPorts {
  readonly app: Pick<App, 'store' | 'liveRuns' | 'onLiveRunsChange'>;
  /** Hands a message to the pane. Called only between `show` and `hide`. */
  post(message: HostMessage): void;
  /** ms since the epoch. */
  now(): number;
  /** Calls back once after `ms`; disposing it cancels. */
  later(ms: number, act: () => void): Disposable;
  detail(): StreamDetail;
  /** The run's state as shown may have changed: title and icon of the panel. */
  changed(): void;
  readonly log: Log;
}

/** The messages that concern what is shown; the others are deeds and belong to the manager. */
export type ViewMessage = Extract<PaneMessage, { type: 'ready' | 'select' | 'older' | 'catchUp' | 'ack' }>;

/**
 * What one run pane shows: folds the run's events (from the log, then live), keeps the streams, and sends the pane a snapshot
 * and then small batches. Posts nothing while the pane is hidden; a pane that appears says `ready` and starts over.
 */
export class PaneSession implements Disposable {
  private readonly runId: string;
  private readonly ports: SessionPorts;
  private readonly disposables = new DisposableStore();
  private state: RunState | undefined;
  private book = new StreamBook();
  private drive: Drive = { live: false, elsewhere: false };
  private liveRun: LiveRun | undefined;
  private listening: Disposable | undefined;
  /** Live events that wait while the log is read; null when they are taken at once. */
  private held: RunEvent[] | null = [];
  /** Reading is serialised: one reader at a time. */
  private work: Promise<void> = Promise.resolve();
  private closed = false;
  private disposed = false;

  private visible = false;
  private ready = false;
  private selected: string | null = null;
  private readonly queue = new ChangeQueue();
  private readonly dirty = new DirtySteps();
  private headerDirty = false;
  private sentSeq = 0;
  private unacked = 0;
  private timer: Disposable | undefined;
  private timerAt = 0;
  /** Why there is nothing to show, for panes that say `ready` later. */
  private problem: string | null = null;
  private poll: Disposable | undefined;

  constructor(runId: string, ports: SessionPorts) {
    this.runId = runId;
    this.ports = ports;
    this.disposables.add(ports.app.onLiveRunsChange(() => this.followDriver()));
  }

  get run(): RunState | undefined {
    return this.state;
  }

  get driver(): Drive {
    return this.drive;
  }

  /** Reads the run and follows it if it is live. Resolves when it can be shown; never rejects. */
  load(): Promise<void> {
    return this.enqueue(() => this.reload());
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    // The document is destroyed on hide and says `ready` when it is shown again.
    if (!visible) this.resetView();
  }

  handle(message: ViewMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.enqueue(async () => {
          this.visible = true;
          this.resetView();
          this.ready = true;
          if (this.state === undefined && this.problem !== null) this.post({ type: 'problem', message: this.problem });
          this.sendSnapshot();
        });
      case 'select':
        return this.enqueue(() => this.select(message.step));
      case 'older':
        return this.enqueue(async () => {
          this.post(makePage(message.step, this.book.list(message.step), this.sentSeq, message.before));
        });
      case 'catchUp':
        return this.enqueue(async () => {
          this.sendSnapshot();
          this.sendTail();
        });
      case 'ack':
        this.unacked = 0;
        this.arm();
        return Promise.resolve();
      default:
        return assertNever(message);
    }
  }

  /** Rows of a stream, whole; for "show as text" and for looking up a row. */
  async rows(step: string): Promise<readonly Item[]> {
    await this.work;
    return this.book.list(step)?.items ?? [];
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.listening?.dispose();
    this.timer?.dispose();
    this.poll?.dispose();
    this.disposables.dispose();
  }

  private enqueue(task: () => Promise<void>): Promise<void> {
    this.work = this.work.then(async () => {
      if (this.disposed) return;
      try {
        await task();
      } catch (error) {
        this.fail(error);
      }
    });
    return this.work;
  }

  private fail(error: unknown): void {
    const known = asBooError(error);
    this.ports.log.write('warn', 'the run pane could not read its run', { code: known.code });
    if (this.state !== undefined) return;
    this.problem = `${known.message} ${known.remedy}`;
    this.post({ type: 'problem', message: this.problem });
  }

  /** Starts over from the log, with a listener already in place so that nothing falls between. */
  private async reload(): Promise<void> {
    this.held = [];
    this.attach();
    this.state = undefined;
    this.book = new StreamBook();
    this.book.focus(this.selected);
    this.closed = false;
    try {
      await this.readFrom(0);
    } finally {
      await this.release();
    }
    await this.lookForDriver();
    this.sendSnapshot();
    this.sendTail();
    this.ports.changed();
  }

  private async readFrom(afterSeq: number): Promise<void> {
    for await (const event of this.ports.app.store.read(this.runId, afterSeq)) {
      if (this.disposed) return;
      this.ingest(event);
    }
  }

  /** Takes the live events that came while the log was read; a hole between the two is filled from the log. */
  private async release(): Promise<void> {
    const held = this.held ?? [];
    this.held = null;
    for (const event of held) {
      if (this.state !== undefined && event.seq > this.state.lastSeq + 1) await this.readFrom(this.state.lastSeq);
      this.ingest(event);
    }
  }

  private onEvents(events: readonly RunEvent[]): void {
    if (this.held !== null) {
      this.held.push(...events);
      return;
    }
    for (const event of events) {
      if (this.state === undefined || event.seq > this.state.lastSeq + 1) {
        this.held = [...events];
        void this.enqueue(() => this.fillGap());
        return;
      }
      this.ingest(event);
    }
    this.arm();
  }

  private async fillGap(): Promise<void> {
    try {
      await this.readFrom(this.state?.lastSeq ?? 0);
    } finally {
      await this.release();
    }
    this.arm();
  }

  private ingest(event: RunEvent): void {
    if (this.state !== undefined && event.seq <= this.state.lastSeq) return;
    this.state = fold(this.state, event);
    for (const { step, changes } of this.book.apply(event)) {
      if (step !== this.selected || !this.ready) continue;
      for (const change of changes) this.queue.push(change);
    }
    if ('step' in event) {
      const urgent = event.type !== 'attempt.event' || event.step === this.selected;
      this.dirty.mark(event.step, urgent);
      if (event.type !== 'attempt.event')
        for (const id of dependants(this.state, event.step)) this.dirty.mark(id, true);
    }
    if (event.type !== 'attempt.event' || event.event.type === 'usage') this.headerDirty = true;
  }

  private attach(): void {
    const live = this.ports.app.liveRuns.get(this.runId);
    if (live === this.liveRun) return;
    this.listening?.dispose();
    this.liveRun = live;
    this.listening = live?.onEvents((events) => this.onEvents(events));
    live?.ended.then(
      () => this.followDriver(),
      () => this.followDriver(),
    );
  }

  /** The run may have been started again here, or let go: show it anew from the log. */
  private followDriver(): void {
    const live = this.ports.app.liveRuns.has(this.runId);
    if (this.disposed || live === this.drive.live) return;
    void this.load();
  }

  private async lookForDriver(): Promise<void> {
    this.poll?.dispose();
    const live = this.ports.app.liveRuns.has(this.runId);
    const over = this.state === undefined || isTerminal(this.state.state);
    let elsewhere = false;
    if (!live && !over) {
      const rows = await this.ports.app.store.list();
      elsewhere = rows.some((row) => row.runId === this.runId && row.active);
    }
    this.drive = { live, elsewhere };
    if (elsewhere) this.poll = this.ports.later(pollMs, () => void this.enqueue(() => this.pollOnce()));
    else if (!live && this.state !== undefined && !this.closed) {
      this.closed = true;
      this.book.closeAll(this.state.lastAt);
    }
  }

  private async pollOnce(): Promise<void> {
    await this.readFrom(this.state?.lastSeq ?? 0);
    const before = this.drive;
    await this.lookForDriver();
    if (before.elsewhere === this.drive.elsewhere) this.arm();
    else {
      this.sendSnapshot();
      this.sendTail();
    }
    this.ports.changed();
  }

  private async select(step: string): Promise<void> {
    this.selected = step;
    this.queue.drain();
    this.book.focus(step);
    if (!this.book.isWhole(step)) {
      const stream = await readStepStream(this.ports.app.store, this.runId, step, this.state?.lastSeq ?? 0);
      this.book.replace(stream);
      if (this.closed) this.book.closeAll(this.state?.lastAt ?? 0);
      this.queue.drain();
    }
    this.sendTail();
  }

  private resetView(): void {
    this.ready = false;
    this.unacked = 0;
    this.queue.drain();
    this.dirty.clear();
    this.timer?.dispose();
    this.timer = undefined;
  }

  private post(message: HostMessage): void {
    if (this.visible && this.ready && !this.disposed) this.ports.post(message);
  }

  private sendSnapshot(): void {
    if (this.state === undefined) return;
    this.sentSeq = this.state.lastSeq;
    this.queue.drain();
    this.dirty.clear();
    this.headerDirty = false;
    const run = projectRun(this.state, this.drive);
    this.post({ type: 'snapshot', seq: this.sentSeq, now: this.ports.now(), run, detail: this.ports.detail() });
  }

  private sendTail(): void {
    if (this.selected === null || this.state === undefined) return;
    this.queue.drain();
    this.post(makePage(this.selected, this.book.list(this.selected), this.state.lastSeq, null));
  }

  /** Sends what changed soon, unless the pane is behind: then the changes are merged until it has caught up. */
  private arm(): void {
    if (!this.visible || !this.ready || this.unacked >= maxUnacked) return;
    const now = this.ports.now();
    const wait = this.queue.size > 0 || this.headerDirty ? batchMs : this.dirty.waitMs(now, batchMs);
    if (wait === null || (this.timer !== undefined && this.timerAt <= now + wait)) return;
    this.timer?.dispose();
    this.timerAt = now + wait;
    this.timer = this.ports.later(wait, () => {
      this.timer = undefined;
      this.flush();
    });
  }

  private flush(): void {
    const { state } = this;
    if (state === undefined || !this.ready) return;
    const changes = this.queue.drain();
    const after = this.sentSeq;
    this.sentSeq = state.lastSeq;
    const steps = this.dirty
      .take(this.ports.now())
      .map((id) => projectStep(state, id, this.drive))
      .filter((step): step is StepView => step !== undefined);
    const header = this.headerDirty ? projectHeader(state, this.drive) : null;
    this.headerDirty = false;
    const fits = changes.length <= paneBounds.batchChanges;
    this.unacked += 1;
    this.post({
      type: 'batch',
      after,
      seq: this.sentSeq,
      now: this.ports.now(),
      header,
      steps,
      stream: this.selected === null || changes.length === 0 || !fits ? null : { step: this.selected, changes },
    });
    if (!fits) this.sendTail();
    if (header !== null) this.ports.changed();
    this.arm();
  }
}

/** Steps whose "waiting for" may have changed. */
function dependants(state: RunState, step: string): string[] {
  return state.plan.steps.filter((entry) => entry.needs.some((need) => need.step === step)).map((entry) => entry.id);
}
