import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentLog } from '../../src/base/log.ts';
import type { QwenTransport } from '../../src/backends/qwen/options.ts';
import { ModelRelay } from '../../src/backends/qwen/relay.ts';
import { say } from '../modelEndpoint/replies.ts';
import { startModelEndpoint } from '../modelEndpoint/modelEndpoint.ts';
import { codeOf, openSession, Sandbox, startBench, userKey } from './harness.ts';

interface Announcement {
  readonly tools?: readonly string[];
  readonly permission_mode?: string;
  readonly mcp_servers?: readonly unknown[];
  readonly cwd?: string;
}

/** A program that passes for qwen 0.24 and announces what it is told to. */
function impostor(dirs: Sandbox, announcement: Announcement): string {
  const file = join(dirs.folder('impostor'), 'qwen');
  const init = { tools: ['read_file', 'grep_search'], permission_mode: 'plan', mcp_servers: [], ...announcement };
  writeFileSync(
    file,
    `#!${process.execPath}
if (process.argv.includes('--version')) { console.log('0.24.99'); process.exit(0); }
const init = ${JSON.stringify(init)};
const send = (line) => console.log(JSON.stringify(line));
require('node:readline').createInterface({ input: process.stdin }).on('line', (text) => {
  const line = JSON.parse(text);
  if (line.type === 'control_request') send({ type: 'control_response', response: { subtype: 'success', request_id: line.request_id } });
  if (line.type === 'user') {
    send({ type: 'system', subtype: 'init', session_id: 'one', cwd: process.cwd(), model: 'm', slash_commands: [], ...init });
    send({ type: 'result', subtype: 'success', is_error: false, session_id: 'two', num_turns: 0 });
  }
  if (line.method === 'initialize') send({ jsonrpc: '2.0', id: line.id, result: { protocolVersion: 1, agentCapabilities: {} } });
  if (line.method === 'session/new') send({ jsonrpc: '2.0', id: line.id, result: { sessionId: 's', modes: { currentModeId: init.permission_mode, availableModes: [] } } });
});
`,
    { mode: 0o755 },
  );
  return file;
}

describe('qwen backend: proof of read-only operation', function () {
  this.timeout(30_000);

  async function openWith(announcement: Announcement, transport: QwenTransport): Promise<string> {
    const dirs = new Sandbox();
    const bench = await startBench(() => say('x'), {
      transport,
      sandbox: 'off',
      sandboxDirs: dirs,
      qwenPath: impostor(dirs, announcement),
    });
    try {
      const session = await bench.open();
      await session.close();
      return 'opened';
    } catch (error) {
      const code = await codeOf(Promise.reject(error instanceof Error ? error : new Error(String(error))));
      assert.deepEqual(await dirs.processesAfter(2_000), [], 'nothing was left running');
      return code;
    } finally {
      await bench.close();
    }
  }

  const announcements: readonly (readonly [string, Announcement, QwenTransport, string])[] = [
    ['the expected announcement', {}, 'stream-json', 'opened'],
    ['a tool that writes', { tools: ['read_file', 'write_file'] }, 'stream-json', 'readonly_unproven'],
    ['an unknown new tool', { tools: ['read_file', 'grep_search', 'brand_new'] }, 'stream-json', 'readonly_unproven'],
    ['no tool to read with', { tools: [] }, 'stream-json', 'readonly_unproven'],
    ['another mode', { permission_mode: 'default' }, 'stream-json', 'readonly_unproven'],
    ['an MCP server', { mcp_servers: [{ name: 'x' }] }, 'stream-json', 'readonly_unproven'],
    ['another working directory', { cwd: '/' }, 'stream-json', 'readonly_unproven'],
    ['the expected mode over ACP', {}, 'acp', 'opened'],
    ['another mode over ACP', { permission_mode: 'yolo' }, 'acp', 'readonly_unproven'],
  ];
  for (const [name, announcement, transport, expected] of announcements) {
    it(`${expected}: ${name}`, async () => assert.equal(await openWith(announcement, transport), expected));
  }

  it('refuses a private folder inside the workspace, and a missing workspace', async () => {
    const dirs = new Sandbox();
    const bench = await startBench(() => say('x'), { sandboxDirs: dirs, privateDir: join(dirs.workspace, '.private') });
    try {
      assert.equal(await codeOf(bench.open()), 'readonly_unproven');
      assert.equal(await codeOf(openSession(bench.backend, join(dirs.root, 'gone'))), 'workspace_missing');
    } finally {
      await bench.close();
    }
  });

  it('refuses to work without a sandbox when one is required', async () => {
    const dirs = new Sandbox();
    const empty = dirs.folder('empty');
    const bench = await startBench(() => say('x'), { sandboxDirs: dirs, sandbox: 'require', env: { PATH: empty } });
    try {
      assert.equal(await codeOf(bench.open()), 'sandbox_unavailable');
    } finally {
      await bench.close();
    }
  });

  it('names a missing qwen and a missing model before anything starts', async () => {
    const cases = [
      [{ qwenPath: '/nowhere/qwen' }, 'qwen_missing'],
      [{ env: { OPENAI_MODEL: '' } }, 'qwen_unconfigured'],
    ] as const;
    for (const [options, expected] of cases) {
      const bench = await startBench(() => say('x'), options);
      try {
        assert.equal(await codeOf(bench.open()), expected);
        const health = await bench.backend.health(new AbortController().signal);
        assert.equal(health.available, false);
        assert.ok(health.items.some((item) => item.status === 'failed' && item.remedy !== undefined));
      } finally {
        await bench.close();
      }
    }
  });
});

describe('model relay', () => {
  async function withRelay(
    test: (
      post: (token: string, body: object) => Promise<Response>,
      relay: ModelRelay,
      seen: () => number,
    ) => Promise<void>,
  ): Promise<void> {
    const endpoint = await startModelEndpoint(() => say('hello'));
    const target = {
      baseUrl: endpoint.url,
      apiKey: userKey,
      headers: { 'x-team': 'a' },
      label: endpoint.url,
      proxyEnv: {},
    };
    const relay = await ModelRelay.start(target, silentLog);
    const post = (token: string, body: object): Promise<Response> =>
      fetch(`${relay.baseUrl}/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    try {
      await test(post, relay, () => endpoint.requests.length);
    } finally {
      await relay.close();
      await endpoint.close();
    }
  }
  const body = (...tools: string[]): object => ({
    model: 'm',
    stream: true,
    messages: [{ role: 'user', content: 'hi' }],
    tools: tools.map((name) => ({ type: 'function', function: { name } })),
  });

  it('passes an answer through for a known client', async () => {
    await withRelay(async (post, relay, seen) => {
      const response = await post(relay.open().token, body('read_file'));
      assert.equal(response.status, 200);
      assert.match(await response.text(), /"content":"hello"/);
      assert.equal(seen(), 1);
    });
  });

  it('serves nobody else: no token, a released token, another path', async () => {
    await withRelay(async (post, relay, seen) => {
      const client = relay.open();
      client.release();
      assert.equal((await post('wrong', body())).status, 403);
      assert.equal((await post(client.token, body())).status, 403);
      const { token } = relay.open();
      const other = await fetch(`${relay.baseUrl}/models`, { headers: { authorization: `Bearer ${token}` } });
      assert.equal(other.status, 404);
      assert.equal(seen(), 0);
    });
  });

  it('does not let a request through that offers the model any other tool', async () => {
    await withRelay(async (post, relay, seen) => {
      const client = relay.open();
      for (const request of [body('read_file', 'write_file'), { ...body(), tools: [{ type: 'custom' }] }]) {
        const response = await post(client.token, request);
        assert.equal(response.status, 400);
        assert.equal(client.errorFor(await response.text())?.code, 'readonly_unproven');
      }
      assert.equal((await post(client.token, { tools: 'x' })).status, 400);
      assert.equal(seen(), 0);
    });
  });
});
