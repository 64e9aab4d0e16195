import assert from 'node:assert/strict';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, stat } from 'node:fs/promises';
import { createdEvent } from '../../test/support/runFixture.ts';
import { makePlan } from '../../test/support/planFixture.ts';
import { Scratch } from '../../test/store/storeFixture.ts';
import { silentLog } from '../base/log.ts';
import type { RunEvent, RunEventBody } from '../protocol/events.ts';
import { claimEpoch, whyBusy, writeFence } from './epochClaim.ts';
import { readHead } from './epochHead.ts';
import { EpochWriter } from './EpochWriter.ts';
import { runDir } from './layout.ts';
import { readLog } from './logReader.ts';

const runId = 'run0000001';
const claimant = { hostId: 'h', version: '0', clock: { now: () => Date.now() } };
const delta: RunEventBody = {
  type: 'attempt.event',
  step: 'angle-1',
  attempt: 1,
  event: { type: 'text', text: 'hello' },
};

/** A writer on a real file, with a log of what reached the file and who was told. */
async function openWriter(dir: string) {
  const folder = runDir(dir, runId);
  await mkdir(folder, { recursive: true });
  const claimed = await claimEpoch(folder, runId, 1, claimant);
  const checksum = await writeFence(folder, runId, claimed, { previous: null, seq: 0 });
  const told: RunEvent[] = [];
  const writer = new EpochWriter({
    ...{ runId, epoch: 1, folder, handle: claimed.handle, seq: 0, checksum, ownerToken: claimed.token },
    clock: claimant.clock,
    log: silentLog,
    onAcknowledged: (events) => told.push(...events),
    onGone: () => {},
  });
  return { writer, told, folder, handle: claimed.handle };
}

/** Counts what goes to the file; the real calls happen. */
function spy(handle: FileHandle) {
  const calls: string[] = [];
  const write = handle.write.bind(handle);
  const datasync = handle.datasync.bind(handle);
  Object.assign(handle, {
    write: (...args: unknown[]) => {
      calls.push('write');
      return Reflect.apply(write, undefined, args) as unknown;
    },
    datasync: () => {
      calls.push('sync');
      return datasync();
    },
  });
  return calls;
}

async function goodEvents(folder: string): Promise<number> {
  const log = readLog(folder, runId);
  for (;;) {
    const step = await log.next();
    if (step.done === true) return step.value.seq;
  }
}

const refuse = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));

describe('EpochWriter', () => {
  const scratch = new Scratch();
  afterEach(() => scratch.clean());

  it('shares one write and one sync between everything appended at once', async () => {
    const { writer, handle } = await openWriter(await scratch.dir());
    const calls = spy(handle);
    const bodies: RunEventBody[] = [createdEvent(makePlan()), { type: 'run.started' }];
    const all = Array.from({ length: 50 }, (_, n) => writer.append([bodies[n] ?? { type: 'run.started' }]));
    await Promise.all(all);
    assert.deepEqual(calls, ['write', 'sync']);
    await writer.close();
  });

  it('never syncs for stream events alone, and acknowledges them in order with the others', async () => {
    const { writer, handle, told } = await openWriter(await scratch.dir());
    await writer.append([createdEvent(makePlan())]);
    const calls = spy(handle);
    await writer.append([delta, delta]);
    assert.deepEqual(calls, ['write']);
    await Promise.all([writer.append([delta]), writer.append([{ type: 'run.started' }]), writer.append([delta])]);
    assert.deepEqual(calls, ['write', 'write', 'sync']);
    assert.deepEqual(
      told.map((event) => event.seq),
      [1, 2, 3, 4, 5, 6],
    );
    await writer.close();
  });

  it('never acknowledges and never retries after a failed sync', async () => {
    const { writer, handle, told, folder } = await openWriter(await scratch.dir());
    await writer.append([createdEvent(makePlan())]);
    const sync = handle.datasync.bind(handle);
    Object.assign(handle, { datasync: refuse('EIO') });
    const first = writer.append([{ type: 'run.started' }]);
    const second = writer.append([{ type: 'run.cancelRequested', by: 'user' }]);
    await assert.rejects(first, { code: 'store_unwritable' });
    await assert.rejects(second, { code: 'store_unwritable' });
    Object.assign(handle, { datasync: sync });
    await assert.rejects(writer.append([{ type: 'run.started' }]), { code: 'store_unwritable' });
    await writer.close();
    assert.equal(told.length, 1);
    const head = await readHead(folder, runId, 1);
    assert.ok(head !== undefined);
    assert.equal(await whyBusy(head, claimant), null, 'the run is free here');
    assert.equal(await whyBusy(head, { ...claimant, hostId: 'elsewhere' }), null, 'and for others');
  });

  it('says that the disk is full, and the torn line does not count', async () => {
    const { writer, handle, folder } = await openWriter(await scratch.dir());
    await writer.append([createdEvent(makePlan())]);
    const write = handle.write.bind(handle);
    let room = 40;
    Object.assign(handle, {
      write: async (bytes: Buffer, at: number) => {
        if (room === 0) return refuse('ENOSPC')();
        const part = Math.min(room, 7, bytes.length - at);
        room -= part;
        return write(bytes, at, part);
      },
    });
    const size = (await stat(`${folder}/000001.ndjson`)).size;
    await assert.rejects(writer.append([{ type: 'run.started' }]), { code: 'store_full' });
    await assert.rejects(writer.append([delta]), { code: 'store_full' });
    await writer.close();
    assert.equal((await stat(`${folder}/000001.ndjson`)).size, size + 40);
    assert.equal(await goodEvents(folder), 1);
  });

  it('writes everything queued before it gives the run up', async () => {
    const { writer, folder, told } = await openWriter(await scratch.dir());
    const pending = [writer.append([createdEvent(makePlan())]), writer.append([delta]), writer.append([delta])];
    await writer.close();
    await Promise.all(pending);
    assert.equal(told.length, 3);
    assert.equal(await goodEvents(folder), 3);
  });
});
