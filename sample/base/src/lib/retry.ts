import { setTimeout as delay } from 'node:timers/promises';

export interface RetryOptions {
  attempts: number;
  baseMs: number;
}

/** Calls `work` again after a failure, waiting twice as long each time. Only for work that may safely happen twice. */
export async function retry<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= options.attempts) throw error;
      await delay(options.baseMs * 2 ** (attempt - 1));
    }
  }
}
