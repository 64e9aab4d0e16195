import type { Clock, Random } from '../../src/engine/ports/Clock.ts';

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly callback: () => void;
}

/** Time that moves only when nothing else can: `run` fires the next timer once all promises have settled. */
export class VirtualClock implements Clock {
  private timers: Timer[] = [];
  private order = 0;
  time = 1_700_000_000_000;

  now(): number {
    return this.time;
  }

  monotonic(): number {
    return this.time;
  }

  after(ms: number, callback: () => void): () => void {
    const timer: Timer = { due: this.time + ms, order: this.order++, callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.after(ms, resolve);
      signal.addEventListener('abort', () => {
        cancel();
        reject(signal.reason as Error);
      });
    });
  }

  /** Fires timers in order until `done` settles. Throws when nothing is left to fire and `done` still waits. */
  async runUntil(done: Promise<unknown>): Promise<void> {
    let settled = false;
    void done.then(
      () => (settled = true),
      () => (settled = true),
    );
    for (;;) {
      await quiet();
      if (settled) return;
      this.timers.sort((a, b) => a.due - b.due || a.order - b.order);
      const next = this.timers.shift();
      if (next === undefined) throw new Error('the clock ran dry: something waits for ever');
      this.time = Math.max(this.time, next.due);
      next.callback();
    }
  }
}

/** All promise reactions that need no timer have run. */
function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

/** Seeded, so that a failing property can be replayed. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  let ids = 0;
  return {
    next() {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    },
    id: () => `id${(ids += 1).toString().padStart(8, '0')}`,
  };
}
