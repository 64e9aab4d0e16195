import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { deferred } from '../../src/base/deferred.ts';
import { Emitter } from '../../src/base/emitter.ts';
import type { RunEvent } from '../../src/protocol/events.ts';
import { foldAll } from '../../src/protocol/fold.ts';
import { collect, Scratch } from './storeFixture.ts';

const runId = 'run0000001';
const script = join(import.meta.dirname, 'writerProcess.ts');

/** A writer in a process of its own, and what it said so far. */
class Child {
  readonly said: string[] = [];
  private readonly process: ChildProcess;
  private readonly closed: Promise<unknown>;
  private readonly lineSeen = new Emitter<string>();

  constructor(dir: string, how: 'create' | 'takeOver', host = 'this-host', shift = 0) {
    const args = [script, dir, runId, how, host, String(shift)];
    this.process = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.closed = once(this.process, 'close');
    const { stdout } = this.process;
    assert.ok(stdout !== null);
    createInterface(stdout).on('line', (line) => {
      this.said.push(line);
      this.lineSeen.fire(line);
    });
  }

  /** Waits until it has said `count` lines that begin like this. Fails when it ends before. */
  async until(start: string, count = 1): Promise<void> {
    let missing = count - this.lines(start).length;
    if (missing <= 0) return;
    const seen = deferred<void>();
    const listening = this.lineSeen.event((line) => {
      if (line.startsWith(start)) missing -= 1;
      if (missing <= 0) seen.resolve();
    });
    await Promise.race([seen.promise, this.closed]);
    listening.dispose();
    if (missing > 0) assert.fail(`ended without "${start}": ${this.said.slice(-3).join(' | ')}`);
  }

  lines(start: string): string[] {
    return this.said.filter((line) => line.startsWith(start));
  }

  signal(name: NodeJS.Signals): void {
    this.process.kill(name);
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.closed;
  }
}

/** Every acknowledged event is in the log, at its place. Returns how many there were. */
function assertKept(children: readonly Child[], events: readonly RunEvent[]): number {
  let acknowledged = 0;
  for (const line of children.flatMap((child) => child.lines('ack '))) {
    const [, seq, message] = line.split(' ');
    const event = events[Number(seq) - 1];
    assert.ok(event?.type === 'run.budget', `event ${seq} is missing of ${events.length}`);
    assert.equal(event.message, message, `event ${seq}`);
    acknowledged += 1;
  }
  return acknowledged;
}

describe('writers in real processes', function () {
  this.timeout(120_000);
  const scratch = new Scratch();
  const children: Child[] = [];
  const child = (...args: ConstructorParameters<typeof Child>) => {
    const made = new Child(...args);
    children.push(made);
    return made;
  };
  afterEach(async () => {
    await Promise.all(children.splice(0).map((one) => one.kill()));
    await scratch.clean();
  });

  it('lose nothing acknowledged when killed at any moment, and the next one takes over at once', async () => {
    const dir = await scratch.dir();
    const store = scratch.store(dir);
    const all: Child[] = [];
    for (let round = 0; round < 6; round += 1) {
      const writer = child(dir, round === 0 ? 'create' : 'takeOver');
      all.push(writer);
      // A different point of the work every time; where exactly the kill strikes is up to the scheduler.
      await writer.until('ack ', 1 + round * 17);
      await writer.kill();
      const events = await collect(store.read(runId));
      assertKept(all, events);
      assert.equal(foldAll(events)?.state, 'running');
      const [row] = await store.list();
      assert.deepEqual([row?.active, row?.interrupted, row?.damage], [false, true, null]);
    }
    assert.ok(assertKept(all, await collect(store.read(runId))) > 200);
    assert.deepEqual(await store.problems(), []);
  });

  it('refuse a run whose owner lives, even when it is stopped', async () => {
    const dir = await scratch.dir();
    const owner = child(dir, 'create');
    await owner.until('ack ', 3);
    owner.signal('SIGSTOP');
    const store = scratch.store(dir);
    await assert.rejects(store.takeOver(runId), { code: 'run_busy' });
    assert.equal((await store.list())[0]?.active, true);
    const rival = child(dir, 'takeOver');
    await rival.until('end run_busy');
    await owner.kill();
    const { writer } = await store.takeOver(runId);
    assert.ok(writer.epoch >= 2);
  });

  it('never acknowledge what a successor does not have: stopped, overtaken, continued', async () => {
    const dir = await scratch.dir();
    const store = scratch.store(dir);
    const all = [child(dir, 'create', 'host-0')];
    await all[0]?.until('ack ', 5);
    for (let round = 1; round <= 6; round += 1) {
      const old = all.at(-1) ?? assert.fail();
      old.signal('SIGSTOP');
      const next = child(dir, 'takeOver', `host-${round}`, round * 600_000);
      all.push(next);
      await next.until('ack ', 4);
      old.signal('SIGCONT');
      await old.until('end store_fenced');
      await next.until('ack ', 9);
    }
    await all.at(-1)?.kill();
    const events = await collect(store.read(runId));
    assert.ok(assertKept(all, events) > 40);
    assert.ok(foldAll(events) !== undefined);
    assert.deepEqual(await store.problems(), []);
  });

  it('race for a free run: one wins, the others are told, nothing is lost', async () => {
    const dir = await scratch.dir();
    const store = scratch.store(dir);
    const first = child(dir, 'create');
    await first.until('ack ', 3);
    await first.kill();
    const rivals = [child(dir, 'takeOver'), child(dir, 'takeOver'), child(dir, 'takeOver')];
    const outcomes = await Promise.all(
      rivals.map(async (rival) => {
        await Promise.any([rival.until('ack ', 5), rival.until('end ')]);
        return rival.lines('end ')[0] ?? 'won';
      }),
    );
    assert.deepEqual(outcomes.sort(), ['end run_busy', 'end run_busy', 'won']);
    await Promise.all(rivals.map((rival) => rival.kill()));
    assertKept([first, ...rivals], await collect(store.read(runId)));
  });
});
