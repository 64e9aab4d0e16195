import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makePlan, sampleEvents } from '../../test/support/planFixture.ts';
import { createdEvent } from '../../test/support/runFixture.ts';
import { Scratch, wasmPath } from '../../test/store/storeFixture.ts';
import { silentLog } from '../base/log.ts';
import type { RunWriter } from '../engine/ports/RunStore.ts';
import { BooError } from '../protocol/errors.ts';
import type { RunEventBody } from '../protocol/events.ts';
import type { FileRunStore } from './createRunStore.ts';
import { epochFile, runDir } from './layout.ts';
import { RunIndex } from './RunIndex.ts';

const error = new BooError('agent_lost', 'x').toRecord();
const kinds: readonly RunEventBody[][] = [
  sampleEvents(),
  sampleEvents({ plan: makePlan({ steps: 4 }) }).slice(0, 15),
  [createdEvent(makePlan()), { type: 'run.started' }, { type: 'run.failed', error }],
  [createdEvent(makePlan()), { type: 'run.started' }, { type: 'run.cancelled' }],
];

async function writeRuns(store: FileRunStore, count: number): Promise<RunWriter[]> {
  const writers: RunWriter[] = [];
  for (let n = 0; n < count; n += 1) {
    const writer = await store.create(`run000000${n}`);
    await writer.append(kinds[n % kinds.length] ?? []);
    writers.push(writer);
  }
  return writers;
}

/** The folder as it would be on another day: nothing in it has just changed. */
async function settle(dir: string): Promise<void> {
  for (const run of await readdir(join(dir, 'runs'))) {
    const folder = join(dir, 'runs', run);
    for (const file of await readdir(folder)) await utimes(join(folder, file), 1000, 1000);
    await utimes(folder, 1000, 1000);
  }
}

const indexes = async (dir: string) => (await readdir(dir)).filter((name) => name.endsWith('.db'));

describe('RunIndex', () => {
  const scratch = new Scratch();
  const opened: RunIndex[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((index) => index.dispose()));
    await scratch.clean();
  });

  /** An index of its own over the files, as another process would have it. */
  function openIndex(dir: string): RunIndex {
    const claimant = { hostId: 'this-host', version: '0', clock: { now: () => Date.now() } };
    const rest = { log: silentLog, writable: async () => true, onDamage: async () => {} };
    const index = new RunIndex({ dir, wasm: wasmPath, claimant, ...rest });
    opened.push(index);
    return index;
  }

  it('lists newest first what each run is', async () => {
    const dir = await scratch.dir();
    let now = 1_800_000_000_000;
    const store = scratch.store(dir, { clock: { now: () => (now += 1000) } });
    const writers = await writeRuns(store, 4);
    const active = await store.list();
    assert.deepEqual(
      active.map((run) => [run.runId, run.state, run.active, run.interrupted]),
      [
        ['run0000003', 'cancelled', true, false],
        ['run0000002', 'failed', true, false],
        ['run0000001', 'running', true, false],
        ['run0000000', 'completed', true, false],
      ],
    );
    await Promise.all(writers.map((writer) => writer.close()));
    const over = await store.list();
    assert.deepEqual(
      over.map((run) => [run.runId, run.active, run.interrupted]),
      [
        ['run0000003', false, false],
        ['run0000002', false, false],
        ['run0000001', false, true],
        ['run0000000', false, false],
      ],
    );
    const { createdAt, endedAt, ...complete } = over[3] ?? assert.fail();
    assert.ok(endedAt !== null && endedAt >= createdAt);
    assert.deepEqual(complete, {
      runId: 'run0000000',
      flow: 'code-review',
      title: 'Code review',
      band: 'small',
      backend: 'qwen',
      scope: 'workspace (0 files)',
      state: 'completed',
      verdict: 'complete',
      stepsDone: 3,
      stepsTotal: 3,
      findings: 2,
      active: false,
      interrupted: false,
      damage: null,
    });
  });

  it('is the same whether kept up to date or rebuilt from the logs', async () => {
    const dir = await scratch.dir();
    const index = openIndex(dir);
    await index.list(new Map());
    // The store of this process keeps its own index through every event; the other one reads the files at each list.
    const store = scratch.store(dir);
    await store.list();
    for (let n = 0; n < 8; n += 1) {
      const writer = await store.create(`run000000${n}`);
      for (const body of kinds[n % kinds.length] ?? []) {
        await writer.append([body]);
        if (n % 3 === 0) await store.list();
      }
      await writer.close();
      if (n % 2 === 0) await index.list(new Map());
    }
    await settle(dir);
    const fromEvents = await store.list();
    const fromFiles = await index.list(new Map());
    assert.deepEqual(fromFiles, fromEvents);
    const incremental = await index.dump();
    assert.equal(await index.rebuild(new Map()), 8);
    assert.deepEqual(await index.dump(), incremental);
    assert.equal(incremental?.['findings']?.length, 4);
    assert.equal(incremental['attempts']?.length, 14);
    assert.equal(await store.rebuildIndex(), 8);
    assert.deepEqual(await store.list(), fromEvents);
  });

  it('adopts a run that ends with what rereading its log would give', async () => {
    const dir = await scratch.dir();
    const store = scratch.store(dir);
    await store.list();
    const writers = await writeRuns(store, 4);
    await Promise.all(writers.map((writer) => writer.close()));
    await store.dispose();
    const [saved] = await indexes(dir);
    assert.ok(saved !== undefined, 'dispose saves');
    const loaded = openIndex(dir);
    await settle(dir);
    await loaded.list(new Map());
    const rebuilt = openIndex(dir);
    await rm(join(dir, saved));
    await rebuilt.list(new Map());
    assert.deepEqual(await loaded.dump(), await rebuilt.dump());
  });

  it('reads only logs that changed since the snapshot', async () => {
    const dir = await scratch.dir();
    const writers = await writeRuns(scratch.store(dir), 4);
    await Promise.all(writers.map((writer) => writer.close()));
    await settle(dir);
    const first = scratch.store(dir);
    const rows = await first.list();
    await first.dispose();
    // Same size and time, other content: only someone who reads the file again can see it.
    for (const { runId } of rows) {
      const path = epochFile(runDir(dir, runId), 1);
      const size = (await readFile(path)).length;
      await writeFile(path, Buffer.alloc(size, 65));
      await utimes(path, 1000, 1000);
    }
    assert.deepEqual(await scratch.store(dir).list(), rows);
    await utimes(epochFile(runDir(dir, 'run0000002'), 1), 2000, 2000);
    const seen = await scratch.store(dir).list();
    assert.deepEqual(
      seen.map((run) => run.runId).sort(),
      ['run0000000', 'run0000001', 'run0000003'],
      'the one that changed was read and holds nothing',
    );
  });

  it('notices what other processes append, take over and remove', async () => {
    const dir = await scratch.dir();
    const other = scratch.store(dir);
    const store = scratch.store(dir);
    const [writer] = await writeRuns(other, 1);
    const running = await other.create('run0000009');
    await running.append([createdEvent(makePlan())]);
    assert.equal((await store.list()).find((run) => run.runId === 'run0000009')?.state, 'pending');
    await running.append([{ type: 'run.started' }]);
    assert.equal((await store.list()).find((run) => run.runId === 'run0000009')?.state, 'running');
    await running.close();
    assert.equal((await store.list()).find((run) => run.runId === 'run0000009')?.interrupted, true);
    const { writer: next } = await other.takeOver('run0000009');
    assert.equal((await store.list()).find((run) => run.runId === 'run0000009')?.active, true);
    await next.append([{ type: 'run.cancelled' }]);
    await next.close();
    assert.equal((await store.list()).find((run) => run.runId === 'run0000009')?.state, 'cancelled');
    await writer?.close();
    await other.remove('run0000009');
    assert.deepEqual(
      (await store.list()).map((run) => run.runId),
      ['run0000000'],
    );
  });

  it('does not trust folder times that are too fresh to show a change', async () => {
    const dir = await scratch.dir();
    const other = scratch.store(dir);
    const [, writer] = await writeRuns(other, 2);
    await writer?.close();
    const folder = runDir(dir, 'run0000001');
    const coarse = Math.floor(Date.now() / 1000);
    await utimes(folder, coarse, coarse);
    const store = scratch.store(dir);
    assert.equal((await store.list()).find((run) => run.runId === 'run0000001')?.active, false);
    await other.takeOver('run0000001');
    await utimes(folder, coarse, coarse);
    assert.equal((await store.list()).find((run) => run.runId === 'run0000001')?.active, true);
  });

  it('is rebuilt when its file is missing, damaged, cut, empty or renamed', async () => {
    const dir = await scratch.dir();
    const writers = await writeRuns(scratch.store(dir), 4);
    await Promise.all(writers.map((writer) => writer.close()));
    // Otherwise every log would be read again, whatever the index holds.
    await settle(dir);
    const store = scratch.store(dir);
    const rows = await store.list();
    await store.dispose();
    const [name] = await indexes(dir);
    assert.ok(name !== undefined);
    const good = await readFile(join(dir, name));
    // Another title: a database in order, with wrong content.
    const flipped = Buffer.from(good.toString('latin1').replaceAll('Code review', 'Code rewiev'), 'latin1');
    assert.notDeepEqual(flipped, good);
    const spoil: (() => Promise<void>)[] = [
      () => rm(join(dir, name)),
      () => writeFile(join(dir, name), flipped),
      () => writeFile(join(dir, name), good.subarray(0, 4096)),
      () => writeFile(join(dir, name), ''),
      () => rename(join(dir, name), join(dir, `index-${'0'.repeat(32)}.db`)),
    ];
    for (const damage of spoil) {
      for (const other of await indexes(dir)) await rm(join(dir, other));
      await writeFile(join(dir, name), good);
      await damage();
      const fresh = scratch.store(dir);
      assert.deepEqual(await fresh.list(), rows);
      await fresh.dispose();
      assert.equal((await indexes(dir)).length, 1, 'one good snapshot is left');
    }
  });

  it('is rebuilt when a file with the right hash is no database or one of another version', async () => {
    const dir = await scratch.dir();
    const [writer] = await writeRuns(scratch.store(dir), 1);
    await writer?.close();
    const { default: initSqlJs } = await import('sql.js');
    const sql = await initSqlJs({ wasmBinary: new Uint8Array(await readFile(wasmPath())).buffer });
    const old = new sql.Database();
    old.exec('CREATE TABLE runs (x); PRAGMA user_version = 999');
    for (const bytes of [Buffer.from('no database, but named by its hash'), old.export()]) {
      const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
      await writeFile(join(dir, `index-${hash}.db`), bytes);
      const store = scratch.store(dir);
      assert.equal((await store.list()).length, 1);
      await store.dispose();
      assert.equal(existsSync(join(dir, `index-${hash}.db`)), false, 'replaced by a good one');
      assert.equal((await indexes(dir)).length, 1);
      await rm(join(dir, (await indexes(dir))[0] ?? ''));
    }
  });

  it('lists from the logs when sql.js cannot be loaded', async () => {
    const dir = await scratch.dir();
    const [writer] = await writeRuns(scratch.store(dir), 1);
    await writer?.close();
    const store = scratch.store(dir, { wasmPath: () => join(dir, 'absent.wasm') });
    assert.equal((await store.list()).length, 1);
    assert.equal(await store.rebuildIndex(), 1);
    await store.dispose();
    assert.deepEqual(await indexes(dir), []);
  });

  it('writes no snapshot while a run goes on, and none at all unless it was used', async () => {
    const dir = await scratch.dir();
    const store = scratch.store(dir);
    const writer = await store.create('run0000001');
    for (const body of sampleEvents({ deltas: 30 })) await writer.append([body]);
    await writer.close();
    await store.dispose();
    assert.deepEqual(await indexes(dir), []);
  });

  it('survives a folder that vanishes', async () => {
    const dir = await scratch.dir();
    const store = scratch.store(dir);
    const [writer] = await writeRuns(store, 1);
    await writer?.close();
    assert.equal((await store.list()).length, 1);
    await rm(dir, { recursive: true });
    assert.deepEqual(await store.list(), []);
    await store.dispose();
    assert.equal(existsSync(dir), false);
  });
});
