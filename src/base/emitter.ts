import { type Disposable, toDisposable } from './disposable.ts';

export type Listener<T> = (value: T) => void;
export type Event<T> = (listener: Listener<T>) => Disposable;

/**
 * Synchronous event source. A nested `fire` is queued, so every listener sees all events in the order they were
 * fired. A throwing listener is handed to `onError` and does not stop the others.
 */
export class Emitter<T> implements Disposable {
  private readonly listeners = new Set<Listener<T>>();
  /** Boxed, because `undefined` is a value like any other for an event without payload. */
  private readonly queue: { readonly value: T }[] = [];
  private firing = false;
  private readonly onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void = () => {}) {
    this.onError = onError;
  }

  readonly event: Event<T> = (listener) => {
    const own: Listener<T> = (value) => listener(value);
    this.listeners.add(own);
    return toDisposable(() => this.listeners.delete(own));
  };

  fire(value: T): void {
    this.queue.push({ value });
    if (this.firing) return;
    this.firing = true;
    try {
      for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) this.deliver(next.value);
    } finally {
      this.firing = false;
    }
  }

  dispose(): void {
    this.listeners.clear();
    this.queue.length = 0;
  }

  private deliver(value: T): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(value);
      } catch (error) {
        this.onError(error);
      }
    }
  }
}
