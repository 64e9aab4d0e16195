import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { QwenTransport, SandboxMode } from '../../src/backends/qwen/options.ts';
import type { AgentSession } from '../../src/engine/ports/AgentBackend.ts';
import { call, say, toolResults } from '../modelEndpoint/replies.ts';
import type { ModelRequest, Reply } from '../modelEndpoint/types.ts';
import { anyStep, ask, type Bench, Sandbox, startBench } from './harness.ts';

/** A text that stands in one file of the workspace and nowhere else. */
const secret = 'ONLY-IN-THE-WORKSPACE';

const cases: readonly (readonly [QwenTransport, SandboxMode])[] = [
  ['stream-json', 'auto'],
  ['stream-json', 'off'],
  ['acp', 'auto'],
];

describe('qwen backend: isolated sessions', function () {
  this.timeout(60_000);

  for (const [transport, sandbox] of cases) {
    it(`${transport}, sandbox ${sandbox}: cannot reach the workspace that a normal session reads`, async () => {
      const dirs = new Sandbox();
      const file = dirs.write('secret.txt', `${secret}\n`);
      const reads = (request: ModelRequest): Reply =>
        toolResults(request).length > 0
          ? say('Done.')
          : call(
              { name: 'read_file', arguments: { file_path: file } },
              { name: 'grep_search', arguments: { pattern: 'ONLY', path: dirs.workspace } },
              { name: 'grep_search', arguments: { pattern: 'ONLY' } },
              { name: 'read_file', arguments: { file_path: join(dirs.workspace, 'linked', '..', 'secret.txt') } },
            );
      const bench = await startBench(reads, { transport, sandbox, sandboxDirs: dirs });
      try {
        assert.ok((await seen(bench, false)).includes(secret), 'the probe works: a normal session finds the text');
        const apart = await seen(bench, true);
        assert.ok(!apart.includes(secret), 'the text reached the model of an isolated session');
      } finally {
        await bench.close();
      }
    });
  }

  it('never hands the process of one kind to the other', async () => {
    const bench = await startBench(() => say('Done.'), { concurrency: 2 });
    try {
      const pids: Record<'apart' | 'normal', Set<number | null>> = { apart: new Set(), normal: new Set() };
      for (const isolated of [true, false, true, false]) {
        const session = await open(bench, isolated);
        await ask(session, 'Look.');
        pids[isolated ? 'apart' : 'normal'].add(session.info.pid);
        await session.close();
      }
      assert.equal(pids.apart.size, 1, 'the second isolated session got the process of the first');
      for (const pid of pids.apart) assert.ok(!pids.normal.has(pid));
    } finally {
      await bench.close();
    }
  });

  it('tells an isolated agent nothing about the workspace', async () => {
    const bench = await startBench(() => say('Done.'));
    try {
      const session = await open(bench, true);
      await ask(session, 'Look.');
      await session.close();
      const [request] = bench.endpoint.requests;
      assert.ok(request !== undefined);
      assert.ok(!JSON.stringify(request.body.messages).includes(bench.sandbox.workspace));
    } finally {
      await bench.close();
    }
  });
});

function open({ backend, sandbox }: Bench, isolated: boolean): Promise<AgentSession> {
  const step = { ...anyStep, isolated };
  const options = { step, workspace: sandbox.workspace, idempotencyKey: `key-${isolated}` };
  return backend.openSession(options, new AbortController().signal);
}

/** Everything that the tools of one session returned to the model. */
async function seen(bench: Bench, isolated: boolean): Promise<string> {
  const before = bench.endpoint.requests.length;
  const session = await open(bench, isolated);
  try {
    await ask(session, 'Look.');
  } finally {
    await session.close();
  }
  const results = bench.endpoint.requests.slice(before).flatMap(toolResults);
  assert.ok(results.length > 0, 'the tools were called');
  return results.join('\n');
}
