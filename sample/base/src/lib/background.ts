import { logger } from './logger.ts';

/** Runs work that the caller does not wait for; a failure is logged instead of becoming an unhandled rejection. */
export function inBackground(name: string, work: () => Promise<void>): void {
  work().catch((error: unknown) => logger.error('background work failed', { name, error: String(error) }));
}
