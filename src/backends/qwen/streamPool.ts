import { availableParallelism } from 'node:os';
import { type Deferred, deferred } from '../../base/deferred.ts';
import { asBooError, BooError } from '../../protocol/errors.ts';
import { orCancelled } from './orCancelled.ts';
import { isIsolated, type Room, sameRoom } from './room.ts';
import type { QwenRuntime } from './runtime.ts';
import { StartGate } from './startGate.ts';
import { StreamWorker } from './streamWorker.ts';

/** A process is retired after this many conversations, so that a slow leak in qwen cannot grow without end. */
const maxServed = 25;
const idleMs = 90_000;
/** Processes that one session tries before it gives up. */
const maxTries = 3;

/** A proven worker with a fresh conversation. */
export interface Lease {
  readonly worker: StreamWorker;
  readonly sessionId: string;
}

/** A session that waits for a process of its room. */
interface Waiter {
  readonly room: Room;
  readonly turn: Deferred<StreamWorker>;
}

interface Start {
  readonly room: Room;
  readonly stop: AbortController;
  /** Resolves when the process has joined the pool or is gone. */
  readonly done: Promise<void>;
}

/**
 * Warm qwen processes. A finished session gives its process back; the next session of the same room gets it with a
 * fresh conversation, proven anew. Whoever waits gets whatever comes first, a new process or one that is given back: on
 * few cores a start takes seconds, a conversation on a warm process often less. While sessions are open one spare is
 * started ahead, within the concurrency limit.
 */
export class StreamPool {
  private readonly runtime: QwenRuntime;
  private readonly limit: number;
  private readonly gate = new StartGate(Math.max(2, availableParallelism()));
  private readonly stopping = new AbortController();
  private readonly live = new Set<StreamWorker>();
  private readonly idle: { readonly worker: StreamWorker; readonly timer: NodeJS.Timeout }[] = [];
  private readonly starts = new Set<Start>();
  private readonly waiting: Waiter[] = [];

  constructor(runtime: QwenRuntime, limit: number) {
    this.runtime = runtime;
    this.limit = limit;
  }

  /** Throws readonly_unproven, agent_lost, or cancelled when `signal` aborts. */
  async acquire(room: Room, signal: AbortSignal): Promise<Lease> {
    const both = AbortSignal.any([signal, this.stopping.signal]);
    for (let tries = 1; ; tries += 1) {
      const worker = this.takeIdle(room) ?? (await this.nextFree(room, both));
      try {
        const sessionId = await worker.reset(both);
        // Only now, so that the spare does not slow down the start that somebody waits for.
        if (!isIsolated(room)) this.warmUp(room);
        return { worker, sessionId };
      } catch (error) {
        await this.discard(worker);
        const final = error instanceof BooError && (error.code === 'cancelled' || error.code === 'readonly_unproven');
        if (final || tries >= maxTries) throw error;
      }
    }
  }

  /** Gives a process back. `reusable` only if its last turn ended in order. Resolves when it is handed on, idle or gone. */
  async release(worker: StreamWorker, reusable: boolean): Promise<void> {
    const keep = reusable && worker.alive && worker.served < maxServed && !this.stopping.signal.aborted;
    if (!keep) return this.discard(worker);
    const waiter = this.takeWaiter(worker.room);
    if (waiter !== undefined) return waiter.turn.resolve(worker);
    const timer = setTimeout(() => {
      const at = this.idle.findIndex((entry) => entry.worker === worker);
      if (at >= 0) this.idle.splice(at, 1);
      void this.discard(worker);
    }, idleMs);
    timer.unref();
    this.idle.push({ worker, timer });
  }

  /** Starts one process ahead if none is idle or on its way and the limit allows it. Never throws. */
  warmUp(room: Room): void {
    const full = this.live.size + this.starts.size >= this.limit;
    if (this.idle.length + this.starts.size === 0 && !full && !this.stopping.signal.aborted) this.begin(room);
  }

  /** Ends idle processes and starts that nobody waits for. Sessions that are open keep theirs. */
  async rest(): Promise<void> {
    if (this.waiting.length === 0) {
      for (const { stop } of this.starts) stop.abort();
      await Promise.all([...this.starts].map(({ done }) => done));
    }
    const idle = this.idle.splice(0);
    for (const { timer } of idle) clearTimeout(timer);
    await Promise.allSettled(idle.map(({ worker }) => this.discard(worker)));
  }

  async dispose(): Promise<void> {
    this.stopping.abort();
    for (const { timer } of this.idle.splice(0)) clearTimeout(timer);
    // Starts that were under way end by themselves on the signal.
    await Promise.all([...this.starts].map(({ done }) => done));
    await Promise.allSettled([...this.live].map((worker) => this.discard(worker)));
  }

  private async nextFree(room: Room, signal: AbortSignal): Promise<StreamWorker> {
    const waiter: Waiter = { room, turn: deferred() };
    this.waiting.push(waiter);
    if (this.lacksStart(room)) this.begin(room);
    try {
      return await orCancelled(waiter.turn.promise, signal, (late) => void this.release(late, true));
    } finally {
      const at = this.waiting.indexOf(waiter);
      if (at >= 0) this.waiting.splice(at, 1);
    }
  }

  /**
   * Starts a process, at the limit in place of an idle one of another room. It joins the pool when it is ready; a failure is told to
   * whoever has waited longest.
   */
  private begin(room: Room): void {
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.stopping.signal]);
    const freed = this.makeSpace(room);
    const joined = this.gate
      .run(async () => {
        await freed;
        return StreamWorker.start(this.runtime, room, signal);
      })
      .then(
        (worker) => {
          this.starts.delete(start);
          this.live.add(worker);
          return this.release(worker, true);
        },
        (error: unknown) => {
          this.starts.delete(start);
          // Called off by `rest`: whoever came since needs a new one. Failed: somebody is told only if no other start is
          // left for them.
          if (stop.signal.aborted && !this.stopping.signal.aborted) {
            if (this.lacksStart(room)) this.begin(room);
          } else if (this.lacksStart(room)) this.takeWaiter(room)?.turn.reject(asBooError(error));
          this.runtime.log.write('debug', 'process not started', { error: String(error) });
        },
      );
    const start: Start = { room, stop, done: joined };
    this.starts.add(start);
  }

  /** Ends the process that has been idle longest in another room if one more would be beyond the limit. Never throws. */
  private async makeSpace(room: Room): Promise<void> {
    if (this.live.size + this.starts.size < this.limit) return;
    const at = this.idle.findIndex((entry) => !sameRoom(entry.worker.room, room));
    const [entry] = at < 0 ? [] : this.idle.splice(at, 1);
    if (entry === undefined) return;
    clearTimeout(entry.timer);
    await Promise.allSettled([this.discard(entry.worker)]);
  }

  /** Do more sessions wait for a process of the room than are on their way? */
  private lacksStart(room: Room): boolean {
    const coming = [...this.starts].filter((start) => sameRoom(start.room, room) && !start.stop.signal.aborted);
    return coming.length < this.waiting.filter((waiter) => sameRoom(waiter.room, room)).length;
  }

  private takeWaiter(room: Room): Waiter | undefined {
    const at = this.waiting.findIndex((waiter) => sameRoom(waiter.room, room));
    return at < 0 ? undefined : this.waiting.splice(at, 1)[0];
  }

  private async discard(worker: StreamWorker): Promise<void> {
    this.live.delete(worker);
    await worker.kill();
  }

  private takeIdle(room: Room): StreamWorker | undefined {
    const at = this.idle.findIndex((entry) => sameRoom(entry.worker.room, room));
    if (at < 0) return undefined;
    const [entry] = this.idle.splice(at, 1);
    clearTimeout(entry?.timer);
    return entry?.worker;
  }
}
