import { type Disposable, toDisposable } from '../base/disposable.ts';

export interface Throttle extends Disposable {
  /** Asks for one call of `act`; requests within the window are answered by a single call at its end. */
  request(): void;
}

/**
 * Limits how often views redraw: the first request acts on the next turn of the event loop, later ones at most once
 * per `windowMs`. The last request is never lost.
 */
export function throttle(windowMs: number, act: () => void): Throttle {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastAt = -Infinity;
  const stop = toDisposable(() => clearTimeout(timer));
  let disposed = false;
  return {
    request() {
      if (disposed || timer !== undefined) return;
      timer = setTimeout(
        () => {
          timer = undefined;
          lastAt = performance.now();
          act();
        },
        Math.max(0, lastAt + windowMs - performance.now()),
      );
    },
    dispose() {
      disposed = true;
      stop.dispose();
    },
  };
}
