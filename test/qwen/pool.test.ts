import assert from 'node:assert/strict';
import { say } from '../modelEndpoint/replies.ts';
import { anyStep, ask, type Bench, startBench } from './harness.ts';

describe('warm qwen processes', function () {
  this.timeout(60_000);
  let bench: Bench;
  const never = new AbortController().signal;
  beforeEach(async () => {
    bench = await startBench(() => say('Fine.'), { transport: 'stream-json' });
  });
  afterEach(() => bench.close());

  it('a session that opens while the pool comes to rest gets its process', async () => {
    await bench.backend.ready(bench.sandbox.workspace, never);
    const resting = bench.backend.rest();
    const session = await bench.open();
    assert.equal((await ask(session, 'Step: a')).text, 'Fine.');
    await resting;
    await session.close();
  });

  it('leaves nothing behind once at rest, a start under way included', async () => {
    await bench.backend.ready(bench.sandbox.workspace, never);
    const session = await bench.open();
    await session.close();
    await bench.backend.rest();
    assert.deepEqual(await bench.sandbox.processesAfter(2000), []);
  });

  it('hands a process that was given back to whoever waits', async () => {
    const first = await bench.open();
    const second = bench.open();
    await first.close();
    assert.equal((await ask(await second, 'Step: b')).text, 'Fine.');
    await (await second).close();
  });

  it('at the limit, an idle process of another room makes way for the one that is needed', async () => {
    const narrow = await startBench(() => say('Fine.'), { transport: 'stream-json', concurrency: 1 });
    try {
      const open = (isolated: boolean): ReturnType<typeof narrow.open> =>
        narrow.backend.openSession(
          { step: { ...anyStep, isolated }, workspace: narrow.sandbox.workspace, idempotencyKey: `room-${isolated}` },
          never,
        );
      const first = await open(false);
      const { pid } = first.info;
      await first.close();
      const second = await open(true);
      assert.equal((await ask(second, 'Step: c')).text, 'Fine.');
      assert.ok(pid !== null);
      assert.throws(() => process.kill(pid, 0), 'the idle process of the workspace is gone');
      await second.close();
    } finally {
      await narrow.close();
    }
  });
});
