import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import type { RunEvent } from '../../src/protocol/events.ts';
import { epochFile, runDir } from '../../src/store/layout.ts';
import { type LogEnd, parseFrame, readLog } from '../../src/store/logReader.ts';
import { makePlan, sampleEvents } from '../support/planFixture.ts';
import { collect, Scratch } from './storeFixture.ts';

const runId = 'run0000001';

/** A recorded run: what its log files hold, by epoch, and the events that are true. */
interface Recorded {
  readonly files: ReadonlyMap<number, Buffer>;
  readonly truth: readonly RunEvent[];
}

async function record(scratch: Scratch, epochs: number): Promise<Recorded> {
  const dir = await scratch.dir();
  const bodies = sampleEvents({ plan: makePlan({ steps: 1 }), deltas: 2 });
  const share = Math.ceil(bodies.length / epochs);
  let shift = 0;
  for (let n = 0; n < epochs; n += 1) {
    // Each owner is on another machine and long silent for the next, so it is taken over without giving up.
    const clock = { now: () => Date.now() + shift };
    const store = scratch.store(dir, { hostId: `host-${n}`, clock });
    const writer = n === 0 ? await store.create(runId) : (await store.takeOver(runId)).writer;
    await writer.append(bodies.slice(n * share, (n + 1) * share));
    shift += 600_000;
  }
  const truth = await collect(scratch.store(dir).read(runId));
  assert.equal(truth.length, bodies.length);
  const files = new Map<number, Buffer>();
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    files.set(epoch, await readFile(epochFile(runDir(dir, runId), epoch)));
  }
  return { files, truth };
}

/** What is accepted from these bytes. */
async function accepted(folder: string): Promise<{ events: RunEvent[]; end: LogEnd }> {
  const events: RunEvent[] = [];
  const log = readLog(folder, runId);
  for (;;) {
    const step = await log.next();
    if (step.done === true) return { events, end: step.value };
    events.push(...step.value.map((frame) => parseFrame(runId, frame)));
  }
}

function assertPrefix(events: readonly RunEvent[], truth: readonly RunEvent[], what: string): void {
  assert.deepEqual(events, truth.slice(0, events.length), what);
}

describe('a damaged log', () => {
  const scratch = new Scratch();
  let folder = '';
  let single: Recorded;
  let triple: Recorded;

  before(async () => {
    folder = runDir(await scratch.dir(), runId);
    await mkdir(folder, { recursive: true });
    single = await record(scratch, 1);
    triple = await record(scratch, 3);
  });
  after(() => scratch.clean());

  const put = async (recorded: Recorded) => {
    for (const [epoch, bytes] of recorded.files) await writeFile(epochFile(folder, epoch), bytes);
    assert.equal((await readdir(folder)).length >= recorded.files.size, true);
  };

  it('cut at any byte gives the whole records before the cut, silently', async () => {
    const bytes = single.files.get(1) ?? Buffer.alloc(0);
    const starts = [...bytes.toString('latin1').matchAll(/\n/g)].map((match) => match.index + 1);
    for (let length = 0; length <= bytes.length; length += 1) {
      await writeFile(epochFile(folder, 1), bytes.subarray(0, length));
      const { events, end } = await accepted(folder);
      // The first three lines are claim, fence and an empty one.
      const whole = Math.max(0, starts.filter((start) => start <= length).length - 3);
      assert.equal(events.length, whole, `cut at ${length}`);
      assertPrefix(events, single.truth, `cut at ${length}`);
      assert.equal(end.damage, null, `cut at ${length}`);
    }
  }).timeout(60_000);

  it('with any bit flipped gives a true prefix, and says so unless it was the unacknowledged end', async () => {
    const bytes = single.files.get(1) ?? Buffer.alloc(0);
    const lastLine = bytes.lastIndexOf(10, -2) + 1;
    const flip = fc.tuple(fc.nat(bytes.length - 1), fc.nat(7));
    await fc.assert(
      fc.asyncProperty(flip, async ([at, bit]) => {
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
        await writeFile(epochFile(folder, 1), damaged);
        const { events, end } = await accepted(folder);
        assertPrefix(events, single.truth, `bit ${bit} of byte ${at}`);
        assert.ok(events.length < single.truth.length, 'the damaged record is not accepted');
        if (at < lastLine - 1) assert.notEqual(end.damage, null, `bit ${bit} of byte ${at} is reported`);
      }),
      { numRuns: 1500 },
    );
  }).timeout(60_000);

  it('with a flip in any epoch gives a true prefix', async () => {
    await put(triple);
    const place = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat(), fc.nat(7));
    await fc.assert(
      fc.asyncProperty(place, async ([epoch, offset, bit]) => {
        const bytes = triple.files.get(epoch) ?? Buffer.alloc(1);
        const at = offset % bytes.length;
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
        await writeFile(epochFile(folder, epoch), damaged);
        const { events } = await accepted(folder);
        await writeFile(epochFile(folder, epoch), bytes);
        assertPrefix(events, triple.truth, `bit ${bit} of byte ${at} of epoch ${epoch}`);
      }),
      { numRuns: 800 },
    );
  }).timeout(60_000);

  it('with lines dropped, doubled, swapped or taken from elsewhere gives a true prefix', async () => {
    await put(triple);
    const lines = (epoch: number) => {
      const text = (triple.files.get(epoch) ?? Buffer.alloc(0)).toString('latin1');
      return text.split('\n').slice(0, -1);
    };
    const foreign = (single.files.get(1) ?? Buffer.alloc(0)).toString('latin1').split('\n').slice(0, -1);
    const edit = fc.record({
      epoch: fc.integer({ min: 1, max: 3 }),
      kind: fc.constantFrom('drop', 'double', 'swap', 'foreign', 'other epoch'),
      a: fc.nat(),
      b: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(edit, async ({ epoch, kind, a, b }) => {
        const changed = lines(epoch);
        const at = a % changed.length;
        const line = changed[at] ?? '';
        const donor = kind === 'foreign' ? foreign : lines((epoch % 3) + 1);
        if (kind === 'drop') changed.splice(at, 1);
        else if (kind === 'double') changed.splice(b % changed.length, 0, line);
        else if (kind === 'swap') {
          const other = b % changed.length;
          changed[at] = changed[other] ?? '';
          changed[other] = line;
        } else changed.splice(at, 1, donor[b % donor.length] ?? '');
        await writeFile(epochFile(folder, epoch), `${changed.join('\n')}\n`, 'latin1');
        const { events } = await accepted(folder);
        await writeFile(epochFile(folder, epoch), triple.files.get(epoch) ?? '');
        assertPrefix(events, triple.truth, `${kind} in epoch ${epoch}`);
      }),
      { numRuns: 800 },
    );
  }).timeout(60_000);

  it('does not count what a stale owner appended behind the fence, whatever happens to the fence', async () => {
    const dir = await scratch.dir();
    const bodies = sampleEvents({ plan: makePlan({ steps: 1 }), deltas: 2 });
    const stale = await scratch.store(dir, { hostId: 'stale' }).create(runId);
    await stale.append(bodies.slice(0, 5));
    const later = scratch.store(dir, { clock: { now: () => Date.now() + 600_000 } });
    const { writer } = await later.takeOver(runId);
    const size = (await readFile(epochFile(runDir(dir, runId), 1))).length;
    await assert.rejects(stale.append([{ type: 'run.cancelRequested', by: 'user' }]), { code: 'store_fenced' });
    assert.ok((await readFile(epochFile(runDir(dir, runId), 1))).length > size, 'the stale record is in the file');
    await writer.append(bodies.slice(5, 8));
    const truth = await collect(later.read(runId));
    assert.equal(truth.length, 8);
    const path = epochFile(runDir(dir, runId), 2);
    const bytes = await readFile(path);
    for (let at = 0; at < bytes.length; at += 1) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 2;
      await writeFile(path, damaged);
      assertPrefix((await accepted(runDir(dir, runId))).events, truth, `byte ${at}`);
    }
  }).timeout(60_000);

  it('skips a line without end in bounded memory', async () => {
    await put(single);
    for (const epoch of [2, 3]) await writeFile(epochFile(folder, epoch), '');
    const bytes = single.files.get(1) ?? Buffer.alloc(0);
    await writeFile(epochFile(folder, 1), Buffer.concat([bytes, Buffer.alloc(40 * 1024 * 1024, 65)]));
    const { events, end } = await accepted(folder);
    assert.deepEqual(events, single.truth);
    assert.equal(end.damage, null);
  });
});
