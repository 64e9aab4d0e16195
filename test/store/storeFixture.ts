import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../src/base/log.ts';
import type { RunEvent } from '../../src/protocol/events.ts';
import { createRunStore, type FileRunStore, type RunStoreOptions } from '../../src/store/createRunStore.ts';

export const wasmPath = (): string => join(import.meta.dirname, '../../node_modules/sql.js/dist/sql-wasm.wasm');

/** A store on a real folder with the real clock. */
export function openStore(dir: string, more: Partial<RunStoreOptions> = {}): FileRunStore {
  const clock = { now: () => Date.now() };
  return createRunStore({ dir, wasmPath, clock, log: silentLog, version: '0.0.0-test', hostId: 'this-host', ...more });
}

/** Temporary folders and stores of one test file; `clean` belongs into `afterEach`. */
export class Scratch {
  private readonly dirs: string[] = [];
  private readonly stores: FileRunStore[] = [];

  async dir(): Promise<string> {
    const dir = await mkdtemp(join(tmpdir(), 'boo-store-'));
    this.dirs.push(dir);
    return dir;
  }

  store(dir: string, more: Partial<RunStoreOptions> = {}): FileRunStore {
    const store = openStore(dir, more);
    this.stores.push(store);
    return store;
  }

  async clean(): Promise<void> {
    await Promise.all(this.stores.splice(0).map((store) => store.dispose()));
    await Promise.all(this.dirs.splice(0).map((dir) => rm(dir, { recursive: true, force: true })));
  }
}

export async function collect(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const all: RunEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}
