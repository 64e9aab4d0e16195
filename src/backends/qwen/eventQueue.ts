import { deferred, type Deferred } from '../../base/deferred.ts';

/**
 * Hands pushed items to one async reader in order. After `end` or `fail` the reader first gets what is still queued;
 * later pushes are dropped. Not bounded: its writers are bounded by the line and turn limits of the process.
 */
export class EventQueue<T> {
  private readonly items: T[] = [];
  private waiting: Deferred<void> | undefined;
  private ending: { readonly error: Error | null } | undefined;

  push(item: T): void {
    if (this.ending !== undefined) return;
    this.items.push(item);
    this.waiting?.resolve();
  }

  end(): void {
    this.ending ??= { error: null };
    this.waiting?.resolve();
  }

  fail(error: Error): void {
    this.ending ??= { error };
    this.waiting?.resolve();
  }

  /** Drops what is queued and fails at once. For an abort, where no one wants the rest. */
  abort(error: Error): void {
    this.items.length = 0;
    this.ending = { error };
    this.waiting?.resolve();
  }

  get ended(): boolean {
    return this.ending !== undefined;
  }

  async *read(): AsyncGenerator<T, void, void> {
    for (;;) {
      const item = this.items.shift();
      if (item !== undefined) {
        yield item;
        continue;
      }
      if (this.ending !== undefined) {
        if (this.ending.error !== null) throw this.ending.error;
        return;
      }
      this.waiting = deferred<void>();
      await this.waiting.promise;
    }
  }
}
