import { availableParallelism } from 'node:os';
import { deferred } from '../../base/deferred.ts';
import { BooError } from '../../protocol/errors.ts';
import { orCancelled } from './orCancelled.ts';
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

interface Waiter {
  readonly workspace: string;
  readonly give: (worker: StreamWorker) => void;
}

/**
 * Warm qwen processes. A finished session gives its process back; the next session of the same workspace gets it with a
 * fresh conversation, proven anew. While sessions are open one spare is started ahead, within the concurrency limit.
 */
export class StreamPool {
  private readonly runtime: QwenRuntime;
  private readonly limit: number;
  private readonly stopping = new AbortController();
  private readonly live = new Set<StreamWorker>();
  private readonly idle: { readonly worker: StreamWorker; readonly timer: NodeJS.Timeout }[] = [];
  /** Spares on their way; taken in order, each by at most one session. */
  private readonly coming: { readonly workspace: string; readonly worker: Promise<StreamWorker> }[] = [];
  private readonly waiting: Waiter[] = [];
  private starting = 0;
  private readonly gate = new StartGate(Math.max(2, availableParallelism()));

  constructor(runtime: QwenRuntime, limit: number) {
    this.runtime = runtime;
    this.limit = limit;
  }

  /** Throws readonly_unproven, agent_lost, or cancelled when `signal` aborts. */
  async acquire(workspace: string, signal: AbortSignal): Promise<Lease> {
    const both = AbortSignal.any([signal, this.stopping.signal]);
    for (let tries = 1; ; tries += 1) {
      const worker = this.takeIdle(workspace) ?? (await this.firstFree(workspace, both));
      try {
        const sessionId = await worker.reset(both);
        // Only now, so that the spare does not slow down the start that somebody waits for.
        this.warmUp(workspace);
        return { worker, sessionId };
      } catch (error) {
        await this.discard(worker);
        const final = error instanceof BooError && (error.code === 'cancelled' || error.code === 'readonly_unproven');
        if (final || tries >= maxTries) throw error;
      }
    }
  }

  /**
   * Whatever comes first: a process of its own that is being started, or one that another session gives back. On few
   * cores a start takes seconds, a conversation on a warm process often less.
   */
  private async firstFree(workspace: string, signal: AbortSignal): Promise<StreamWorker> {
    const own = this.takeComing(workspace) ?? this.start(workspace, signal);
    const handed = deferred<StreamWorker>();
    const waiter: Waiter = { workspace, give: (worker) => handed.resolve(worker) };
    this.waiting.push(waiter);
    let taken: StreamWorker | undefined;
    const giveBack = (worker: StreamWorker): void => void (worker === taken || this.release(worker, true));
    try {
      taken = await orCancelled(Promise.race([own, handed.promise]), signal, () => {});
      return taken;
    } finally {
      const at = this.waiting.indexOf(waiter);
      if (at >= 0) this.waiting.splice(at, 1);
      handed.promise.then(giveBack, () => {});
      own.then(giveBack, () => {}); // its failure was thrown above, or nobody needs it any more
    }
  }

  /** Gives a process back. `reusable` only if its last turn ended in order. Resolves when it is idle or gone. */
  async release(worker: StreamWorker, reusable: boolean): Promise<void> {
    const keep = reusable && worker.alive && worker.served < maxServed && !this.stopping.signal.aborted;
    if (!keep) return this.discard(worker);
    const at = this.waiting.findIndex((waiter) => waiter.workspace === worker.workspace);
    if (at >= 0) {
      this.waiting.splice(at, 1)[0]?.give(worker);
      return;
    }
    const timer = setTimeout(() => {
      const at = this.idle.findIndex((entry) => entry.worker === worker);
      if (at >= 0) this.idle.splice(at, 1);
      void this.discard(worker);
    }, idleMs);
    timer.unref();
    this.idle.push({ worker, timer });
  }

  async dispose(): Promise<void> {
    this.stopping.abort();
    for (const { timer } of this.idle.splice(0)) clearTimeout(timer);
    // Starts that were under way end by themselves on the signal; their processes are gone when they settle.
    await Promise.allSettled([
      ...[...this.live].map((worker) => this.discard(worker)),
      ...this.coming.splice(0).map(({ worker }) => worker),
    ]);
    await Promise.allSettled([...this.live].map((worker) => this.discard(worker)));
  }

  private async start(workspace: string, signal: AbortSignal): Promise<StreamWorker> {
    this.starting += 1;
    try {
      const worker = await this.gate.run(() => StreamWorker.start(this.runtime, workspace, signal));
      this.live.add(worker);
      return worker;
    } finally {
      this.starting -= 1;
    }
  }

  private async discard(worker: StreamWorker): Promise<void> {
    this.live.delete(worker);
    await worker.kill();
  }

  private takeIdle(workspace: string): StreamWorker | undefined {
    const at = this.idle.findIndex((entry) => entry.worker.workspace === workspace);
    if (at < 0) return undefined;
    const [entry] = this.idle.splice(at, 1);
    clearTimeout(entry?.timer);
    return entry?.worker;
  }

  private takeComing(workspace: string): Promise<StreamWorker> | undefined {
    const at = this.coming.findIndex((entry) => entry.workspace === workspace);
    return at < 0 ? undefined : this.coming.splice(at, 1)[0]?.worker;
  }

  /** Starts one process ahead if none is idle or on its way and the limit allows it. Never throws. */
  warmUp(workspace: string): void {
    const spares = this.idle.length + this.coming.length;
    if (spares > 0 || this.live.size + this.starting >= this.limit || this.stopping.signal.aborted) return;
    const entry = { workspace, worker: this.start(workspace, this.stopping.signal) };
    this.coming.push(entry);
    const remove = (): boolean => {
      const at = this.coming.indexOf(entry);
      if (at >= 0) this.coming.splice(at, 1);
      return at >= 0;
    };
    entry.worker.then(
      (worker) => {
        if (remove()) void this.release(worker, true);
      },
      (error: unknown) => {
        remove();
        this.runtime.log.write('debug', 'spare process not started', { error: String(error) });
      },
    );
  }
}
