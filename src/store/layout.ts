import { join } from 'node:path';
import { runIdSchema } from '../protocol/events.ts';

/** Version of the files below. A store or an epoch that says a higher one is only looked at, never written. */
export const STORE_FORMAT = 1;

/** Longest line of a log, in bytes without its newline. Both sides hold to it, so a reader's memory is bounded. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

/**
 * Files of one store folder:
 * `store.json`                        format of the store
 * `runs/<runId>/<epoch:6>.ndjson`     event log, one file per owner
 * `index-<sha256:32>.db`              sql.js snapshot named by its own hash
 * `quarantine/<runId>-<epoch>-*`      copies of damaged logs with a note each
 */
export const storeFile = (dir: string): string => join(dir, 'store.json');
export const runsDir = (dir: string): string => join(dir, 'runs');
export const runDir = (dir: string, runId: string): string => join(dir, 'runs', runId);
export const quarantineDir = (dir: string): string => join(dir, 'quarantine');

export const epochFile = (folder: string, epoch: number): string => join(folder, epochName(epoch));
const epochName = (epoch: number): string => `${String(epoch).padStart(6, '0')}.ndjson`;

/** The epoch number in a file name, or undefined for any other file. */
export function epochOf(name: string): number | undefined {
  const digits = /^(\d{6,9})\.ndjson$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export const isRunId = (name: string): boolean => runIdSchema.safeParse(name).success;
