import assert from 'node:assert/strict';
import { say } from '../modelEndpoint/replies.ts';
import { ask, type Bench, startBench } from './harness.ts';

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
});
