import { type Deferred, deferred } from './deferred.ts';

/** Counts places. Who waits longest is served first; whoever stops waiting leaves the queue. */
export class Semaphore {
  private free: number;
  private readonly queue: Deferred<void>[] = [];

  constructor(places: number) {
    this.free = Math.max(1, Math.trunc(places));
  }

  /**
   * Resolves with the function that gives the place back (calling it twice is harmless). Rejects with the signal's reason
   * when `signal` aborts first.
   */
  async take(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.free > 0) this.free -= 1;
    else await this.wait(signal);
    let held = true;
    return () => {
      if (held) this.giveBack();
      held = false;
    };
  }

  private async wait(signal: AbortSignal): Promise<void> {
    const turn = deferred<void>();
    this.queue.push(turn);
    const leave = (): void => {
      const at = this.queue.indexOf(turn);
      if (at < 0) return; // the place was given already and is used or given back by its holder
      this.queue.splice(at, 1);
      turn.reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      await turn.promise;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  private giveBack(): void {
    const next = this.queue.shift();
    if (next === undefined) this.free += 1;
    else next.resolve();
  }
}
