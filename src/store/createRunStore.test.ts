import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makePlan, sampleEvents } from '../../test/support/planFixture.ts';
import { createdEvent } from '../../test/support/runFixture.ts';
import { collect, Scratch } from '../../test/store/storeFixture.ts';
import type { RunEvent, RunEventBody } from '../protocol/events.ts';
import { foldAll } from '../protocol/fold.ts';
import { makeClaim } from './epochHead.ts';
import { decodeLine, sealClaim, sealEvent } from './frame.ts';
import { epochFile, runDir } from './layout.ts';
import { newOwner } from './ownership.ts';

const runId = 'run0000001';
const bodyOf = ({ runId: _id, seq: _seq, at: _at, ...body }: RunEvent): unknown => body;

describe('createRunStore', () => {
  const scratch = new Scratch();
  afterEach(() => scratch.clean());

  it('does nothing before first use', async () => {
    const dir = join(await scratch.dir(), 'absent');
    scratch.store(dir);
    assert.equal(existsSync(dir), false);
  });

  it('reads back what was appended, numbered without gaps', async () => {
    const store = scratch.store(await scratch.dir());
    const bodies = sampleEvents();
    const writer = await store.create(runId);
    const returned: RunEvent[] = [];
    for (const body of bodies) returned.push(...(await writer.append([body])));
    await writer.close();
    const read = await collect(store.read(runId));
    assert.deepEqual(read.map(bodyOf), bodies);
    assert.deepEqual(read, returned);
    assert.deepEqual(
      read.map((event) => event.seq),
      bodies.map((_, n) => n + 1),
    );
    assert.deepEqual(await collect(store.read(runId, 10)), read.slice(10));
  });

  it('announces in order, before append resolves, and only then', async () => {
    const store = scratch.store(await scratch.dir());
    const announced: number[] = [];
    store.onAppend(({ events }) => announced.push(...events.map((event) => event.seq)));
    const writer = await store.create(runId);
    const bodies = sampleEvents({ deltas: 20 });
    const results = bodies.map(async (body) => {
      const [event] = await writer.append([body]);
      assert.ok(event !== undefined && announced.includes(event.seq));
    });
    assert.deepEqual(announced, []);
    await Promise.all(results);
    assert.deepEqual(
      announced,
      bodies.map((_, n) => n + 1),
    );
  });

  it('shows an own run only up to what was acknowledged', async () => {
    const store = scratch.store(await scratch.dir());
    const writer = await store.create(runId);
    await writer.append([createdEvent(makePlan())]);
    const pending = writer.append([{ type: 'run.started' }]);
    const seen = collect(store.read(runId));
    await pending;
    assert.equal((await seen).length, 1);
    assert.equal((await collect(store.read(runId))).length, 2);
  });

  it('refuses an event that could not be read back, and writes nothing of it', async () => {
    const store = scratch.store(await scratch.dir());
    const writer = await store.create(runId);
    await writer.append([createdEvent(makePlan())]);
    const bad: RunEventBody = { type: 'step.retrying', step: 'angle-1', reason: 'lost', retryAt: Number.NaN };
    await assert.rejects(writer.append([{ type: 'run.started' }, bad]), { code: 'internal' });
    await assert.rejects(writer.append([{ type: 'run.started' }]), { code: 'internal' });
    assert.equal((await collect(store.read(runId))).length, 1);
  });

  it('refuses a plan larger than a log record with a remedy', async () => {
    const store = scratch.store(await scratch.dir());
    const writer = await store.create(runId);
    const plan = makePlan();
    const body = createdEvent({ ...plan, brief: 'x'.repeat(17 * 1024 * 1024) });
    await assert.rejects(writer.append([body]), { code: 'scope_too_large' });
  });

  it('gives up cleanly: after close another store takes over and continues the numbers', async () => {
    const dir = await scratch.dir();
    const first = scratch.store(dir);
    const bodies = sampleEvents();
    const writer = await first.create(runId);
    await writer.append(bodies.slice(0, 9));
    await writer.close();
    await assert.rejects(writer.append(bodies.slice(9, 10)), { code: 'internal' });
    const second = scratch.store(dir);
    const { writer: next, state } = await second.takeOver(runId);
    assert.equal(next.epoch, 2);
    assert.deepEqual(state, foldAll(await collect(second.read(runId))));
    await next.append(bodies.slice(9));
    const read = await collect(first.read(runId));
    assert.deepEqual(read.map(bodyOf), bodies);
    assert.equal(foldAll(read)?.state, 'completed');
  });

  it('refuses to take over what is being written, unknown or unreadable', async () => {
    const dir = await scratch.dir();
    const store = scratch.store(dir);
    const other = scratch.store(dir);
    const writer = await store.create(runId);
    await writer.append([createdEvent(makePlan())]);
    await assert.rejects(store.takeOver(runId), { code: 'run_busy' });
    await assert.rejects(other.takeOver(runId), { code: 'run_busy' });
    await assert.rejects(other.remove(runId), { code: 'run_busy' });
    await assert.rejects(other.takeOver('nosuchrun1'), { code: 'run_unknown' });
    await assert.rejects(other.takeOver('../escape1'), { code: 'run_unknown' });
    await assert.rejects(collect(other.read('nosuchrun1')), { code: 'run_unknown' });
    await writer.close();
    await writeFile(epochFile(runDir(dir, runId), 1), 'not a log\n');
    await utimes(epochFile(runDir(dir, runId), 1), 1, 1);
    await assert.rejects(other.takeOver(runId), { code: 'run_unknown' });
    assert.deepEqual(await readdir(runDir(dir, runId)), ['000001.ndjson'], 'a failed claim leaves nothing behind');
  });

  it('lets exactly one of many contenders win, and every one can read it', async () => {
    const dir = await scratch.dir();
    const first = scratch.store(dir);
    const writer = await first.create(runId);
    await writer.append([createdEvent(makePlan())]);
    await writer.close();
    const contenders = Array.from({ length: 8 }, () => scratch.store(dir));
    const results = await Promise.allSettled(contenders.map((store) => store.takeOver(runId)));
    const losers = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    assert.equal(losers.length, 7);
    for (const loser of losers) assert.ok(loser instanceof Error && 'code' in loser && loser.code === 'run_busy');
  });

  it('honours an owner on another machine until it has been silent for two minutes', async () => {
    const dir = await scratch.dir();
    const there = scratch.store(dir, { hostId: 'elsewhere' });
    const writer = await there.create(runId);
    await writer.append([createdEvent(makePlan())]);
    const here = scratch.store(dir);
    await assert.rejects(here.takeOver(runId), { code: 'run_busy', message: /another machine/ });
    const later = scratch.store(dir, { clock: { now: () => Date.now() + 121_000 } });
    await later.takeOver(runId);
    await assert.rejects(writer.append([{ type: 'run.started' }]), { code: 'store_fenced' });
    assert.equal((await collect(later.read(runId))).length, 1, 'what a stale owner appended does not count');
    assert.deepEqual(
      (await later.list()).map((run) => [run.active, run.interrupted]),
      [[true, false]],
    );
  });

  it('takes over past a rival that died between claim and fence', async () => {
    const dir = await scratch.dir();
    const store = scratch.store(dir);
    const writer = await store.create(runId);
    await writer.append([createdEvent(makePlan())]);
    await writer.close();
    const folder = runDir(dir, runId);
    const owner = { ...newOwner('this-host'), token: 'dead' };
    const claim = makeClaim({ format: 1, runId, epoch: 2, owner, version: 'x', at: 1 });
    await writeFile(epochFile(folder, 2), claim.bytes);
    await writeFile(epochFile(folder, 3), '');
    await assert.rejects(store.takeOver(runId), { code: 'run_busy' }, 'an empty file is someone claiming right now');
    await utimes(epochFile(folder, 3), 1, 1);
    const { writer: next } = await store.takeOver(runId);
    assert.equal(next.epoch, 4);
    await next.append([{ type: 'run.started' }]);
    assert.equal((await collect(store.read(runId))).length, 2);
  });

  it('after a failed write says so, stays dead, and lets the run be taken over', async () => {
    const dir = await scratch.dir();
    const store = scratch.store(dir);
    const writer = await store.create(runId);
    await writer.append([createdEvent(makePlan())]);
    await rm(epochFile(runDir(dir, runId), 1));
    await assert.rejects(writer.append([{ type: 'run.started' }]), { code: 'store_unwritable' });
    await assert.rejects(writer.append([{ type: 'run.started' }]), { code: 'store_unwritable' });
    await writer.close();
    assert.deepEqual(await store.list(), []);
  });

  it('says store_unwritable when a file is in the place of the folder, and shows an empty history', async () => {
    const dir = join(await scratch.dir(), 'file');
    await writeFile(dir, '');
    const store = scratch.store(dir);
    await assert.rejects(store.create(runId), { code: 'store_unwritable' });
    assert.deepEqual(await store.list(), []);
    assert.deepEqual(await store.problems(), []);
  });

  it('says store_unwritable where nothing can be created', async function () {
    if (process.platform !== 'linux') this.skip();
    const store = scratch.store('/proc/boo-store');
    await assert.rejects(store.create(runId), { code: 'store_unwritable' });
  });

  it('never reuses a run id', async () => {
    const store = scratch.store(await scratch.dir());
    await (await store.create(runId)).close();
    await assert.rejects(store.create(runId), { code: 'store_unwritable' });
  });

  it('keeps logs private to the user', async function () {
    if (process.platform === 'win32') this.skip();
    const dir = await scratch.dir();
    await (await scratch.store(dir).create(runId)).close();
    assert.equal((await stat(epochFile(runDir(dir, runId), 1))).mode & 0o077, 0);
    assert.equal((await stat(runDir(dir, runId))).mode & 0o077, 0);
  });

  it('only looks at a store of a newer version', async () => {
    const dir = await scratch.dir();
    const store = scratch.store(dir);
    const writer = await store.create(runId);
    await writer.append(sampleEvents());
    await writer.close();
    await writeFile(join(dir, 'store.json'), '{"format":2}');
    const viewer = scratch.store(dir);
    assert.equal((await viewer.list())[0]?.state, 'completed');
    await assert.rejects(viewer.create('run0000002'), { code: 'store_newer' });
    await assert.rejects(viewer.takeOver(runId), { code: 'store_newer' });
    await assert.rejects(viewer.remove(runId), { code: 'store_newer' });
    assert.deepEqual(
      (await viewer.problems()).map((problem) => problem.code),
      ['store_newer'],
    );
    const before = (await readdir(dir)).sort();
    await viewer.dispose();
    assert.deepEqual((await readdir(dir)).sort(), before, 'no index is written');
  });

  it('shows a run that a newer version continued as far as it understands it', async () => {
    const dir = await scratch.dir();
    const store = scratch.store(dir);
    const writer = await store.create(runId);
    await writer.append(sampleEvents().slice(0, 4));
    await writer.close();
    const claim = makeClaim({ format: 1, runId, epoch: 2, owner: newOwner('x'), version: 'x', at: 1 });
    const future = claim.bytes.toString().replace('"format":1', '"format":7');
    assert.notEqual(future, claim.bytes.toString());
    const json = future.slice(5, future.lastIndexOf(',"c":'));
    await writeFile(epochFile(runDir(dir, runId), 2), sealClaim(json).bytes);
    const [row] = await store.list();
    assert.match(row?.damage ?? '', /newer version/);
    assert.equal(row?.interrupted, false);
    await assert.rejects(store.takeOver(runId), { code: 'store_newer' });
    assert.equal((await store.problems())[0]?.code, 'store_newer');
    assert.equal(existsSync(join(dir, 'quarantine')), false, 'nothing is damaged');
  });

  it('refuses to continue behind an event it does not know', async () => {
    const dir = await scratch.dir();
    const store = scratch.store(dir);
    const writer = await store.create(runId);
    await writer.append([createdEvent(makePlan())]);
    await writer.close();
    const path = epochFile(runDir(dir, runId), 1);
    const lines = (await readFile(path, 'utf8')).split('\n');
    const last = decodeLine(Buffer.from(lines[3] ?? ''))?.checksum ?? '';
    const unknown = sealEvent(2, 5, last, '{"type":"run.sang"}').bytes.toString();
    await writeFile(path, `${lines.slice(0, 4).join('\n')}\n${unknown}`);
    await assert.rejects(collect(store.read(runId)), { code: 'store_newer' });
    await assert.rejects(store.takeOver(runId), { code: 'store_newer' });
    assert.match((await store.list())[0]?.damage ?? '', /unknown to this version/);
  });

  it('sets a damaged log aside, says so, and continues from the last good event', async () => {
    const dir = await scratch.dir();
    const store = scratch.store(dir);
    const bodies = sampleEvents();
    const writer = await store.create(runId);
    await writer.append(bodies.slice(0, 9));
    await writer.close();
    const path = epochFile(runDir(dir, runId), 1);
    const bytes = await readFile(path);
    const lines = bytes.toString('latin1').split('\n');
    const target = lines.slice(0, 8).join('\n').length + 60;
    bytes[target] = (bytes[target] ?? 0) ^ 1;
    await writeFile(path, bytes);
    assert.equal((await collect(store.read(runId))).length, 5);
    const problems = await store.problems();
    assert.equal(problems[0]?.code, 'store_corrupt');
    assert.deepEqual(await readFile(problems[0].where ?? ''), bytes, 'the copy is what was found');
    const [row] = await store.list();
    assert.match(row?.damage ?? '', /Event 6 .* is damaged/);
    assert.equal(row?.interrupted, true);
    const { writer: next, state } = await store.takeOver(runId);
    assert.equal(state.lastSeq, 5);
    await next.append(bodies.slice(5));
    await next.close();
    assert.deepEqual((await collect(store.read(runId))).map(bodyOf), bodies);
    assert.equal((await store.list())[0]?.damage, null);
    assert.equal((await scratch.store(dir).problems()).length, 1, 'the copy is still spoken of after a restart');
    await store.remove(runId);
    assert.deepEqual(await store.problems(), []);
    assert.deepEqual(await readdir(join(dir, 'quarantine')), []);
  });

  it('cuts a torn tail without a word', async () => {
    const dir = await scratch.dir();
    const store = scratch.store(dir);
    const writer = await store.create(runId);
    await writer.append(sampleEvents().slice(0, 5));
    await appendFile(epochFile(runDir(dir, runId), 1), '{"s":6,"a":1,"p":"0123');
    assert.equal((await collect(scratch.store(dir).read(runId))).length, 5);
    await store.dispose();
    const next = scratch.store(dir);
    assert.deepEqual(await next.problems(), []);
    assert.equal((await next.list())[0]?.damage, null);
  });

  it('shows a row for a run of which nothing is readable', async () => {
    const dir = await scratch.dir();
    const store = scratch.store(dir);
    const writer = await store.create(runId);
    await writer.append(sampleEvents());
    await writer.close();
    const path = epochFile(runDir(dir, runId), 1);
    const bytes = await readFile(path);
    bytes[20] = (bytes[20] ?? 0) ^ 4;
    await writeFile(path, bytes);
    const [row] = await store.list();
    assert.equal(row?.runId, runId);
    assert.equal(row.interrupted, false);
    assert.match(row.damage ?? '', /head of epoch 1 is damaged/);
    await assert.rejects(collect(store.read(runId)), { code: 'store_corrupt' });
    await utimes(path, 1, 1);
    await assert.rejects(store.takeOver(runId), { code: 'store_corrupt' });
    await store.remove(runId);
    assert.deepEqual(await store.list(), []);
  });

  it('removes a run and everything of it', async () => {
    const dir = await scratch.dir();
    const store = scratch.store(dir);
    const writer = await store.create(runId);
    await writer.append(sampleEvents());
    await writer.close();
    assert.equal((await store.list()).length, 1);
    await store.remove(runId);
    assert.deepEqual(await store.list(), []);
    assert.deepEqual(await readdir(join(dir, 'runs')), []);
    await assert.rejects(store.remove(runId), { code: 'run_unknown' });
  });

  it('ignores what does not belong to it', async () => {
    const dir = await scratch.dir();
    const store = scratch.store(dir);
    const writer = await store.create(runId);
    await writer.append([createdEvent(makePlan())]);
    await mkdir(join(dir, 'runs', 'Not A Run'));
    await writeFile(join(dir, 'runs', 'strayfile1'), '');
    await writeFile(join(runDir(dir, runId), 'notes.txt'), 'x');
    await mkdir(join(dir, 'runs', 'emptyrun01'));
    assert.deepEqual(
      (await store.list()).map((run) => run.runId),
      [runId],
    );
  });

  it('refuses use after dispose, and disposing twice is harmless', async () => {
    const dir = await scratch.dir();
    const store = scratch.store(dir);
    const creating = store.create(runId);
    await store.dispose();
    await store.dispose();
    const writer = await creating;
    await assert.rejects(writer.append([createdEvent(makePlan())]), { code: 'internal' });
    await assert.rejects(store.create('run0000002'), { code: 'internal' });
  });
});
