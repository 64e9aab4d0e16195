import assert from 'node:assert/strict';
import type { QwenTransport } from '../../src/backends/qwen/options.ts';
import type { AgentSession } from '../../src/engine/ports/AgentBackend.ts';
import type { AgentEvent } from '../../src/protocol/agentEvent.ts';
import { BooError } from '../../src/protocol/errors.ts';
import { call, fail, lastUserText, say, toolResults, turnOf } from '../modelEndpoint/replies.ts';
import type { ModelRequest, Reply } from '../modelEndpoint/types.ts';
import { anyStep, ask, type Bench, codeOf, hashTree, startBench, userKey } from '../qwen/harness.ts';
import { toolCalls, toolUpdates } from './backendContract.ts';

type Act = (request: ModelRequest, workspace: string) => Reply;

/** Whether the model is asked by the user, not answered by a tool. */
const isAsked = (request: ModelRequest): boolean => request.body.messages.at(-1)?.role === 'user';
const readA = (workspace: string): Record<string, unknown> => ({ file_path: `${workspace}/src/a.ts` });

const acts: Readonly<Record<string, Act>> = {
  read: (request, workspace) =>
    isAsked(request)
      ? {
          kind: 'answer',
          reasoning: 'I should look at the file.',
          text: 'Let me look.',
          toolCalls: [{ name: 'read_file', arguments: readA(workspace) }],
        }
      : say(`Read it: ${toolResults(request).at(-1) ?? ''}`),
  refused: (request) =>
    turnOf(request) === 0
      ? call({ name: 'read_file', arguments: { file_path: '/etc/hostname' } })
      : say('Went on without it.'),
  write: (request, workspace) => (isAsked(request) ? call(...hostileCalls(workspace)) : say('Tried everything.')),
  slow: () => say('word '.repeat(400), { chunkSize: 5, chunkDelayMs: 50 }),
  'status-401': () => fail(401, `Incorrect API key provided: ${userKey}`),
  'status-429': () => fail(429, 'Too many requests', { 'retry-after': '7' }),
  'status-500': () => fail(500, 'The model crashed'),
  'status-404': () => fail(404, 'No such model'),
  html: () => ({ kind: 'status', status: 200, body: '<html>not a model</html>' }),
  hangup: () => ({ kind: 'hangup' }),
  cut: () => say('This answer breaks off', { ending: 'cut' }),
  stall: () => say('This answer stops', { ending: 'stall' }),
  never: () => ({ kind: 'stall' }),
  empty: () => say(''),
  thinking: () => ({ kind: 'answer', reasoning: 'Only thoughts.' }),
  loop: (_, workspace) => call({ name: 'read_file', arguments: readA(workspace) }),
  'bad-json': (request) => (isAsked(request) ? call({ name: 'read_file', arguments: '{{{ no json' }) : say('Went on.')),
  think: () => say('<think>hidden</think>The answer.'),
  'fake-error': () => say('[API Error: 401 something]'),
};

/** The reply named by the word after `do:` in the last user message that has one. */
function reply(request: ModelRequest, workspace: () => string): Reply {
  const messages = request.body.messages;
  const asked = messages.findLast((message) => message.role === 'user' && message.content.includes('do:'));
  const word = /do:([\w-]+)/.exec(asked?.content ?? '')?.[1] ?? '';
  return acts[word]?.(request, workspace()) ?? say('Fine.');
}

function hostileCalls(workspace: string): { name: string; arguments: Record<string, unknown> }[] {
  return [
    { name: 'write_file', arguments: { file_path: `${workspace}/new.txt`, content: 'x' } },
    { name: 'edit', arguments: { file_path: `${workspace}/src/a.ts`, old_string: '42', new_string: '43' } },
    { name: 'run_shell_command', arguments: { command: `touch '${workspace}/shell.txt'`, is_background: false } },
    { name: 'notebook_edit', arguments: { notebook_path: `${workspace}/n.ipynb`, new_source: 'x' } },
    { name: 'exit_plan_mode', arguments: { plan: 'write now' } },
    {
      name: 'tool_call',
      arguments: { name: 'write_file', arguments: { file_path: `${workspace}/t.txt`, content: 'x' } },
    },
  ];
}

/** What the qwen backend owes the engine on one transport, shown with the real CLI and a scripted model. */
export function describeModelContract(transport: QwenTransport): void {
  describe(`qwen over ${transport}`, function () {
    this.timeout(90_000);
    let bench: Bench;
    before(async () => {
      bench = await startBench((request) => reply(request, () => bench.sandbox.workspace), { transport });
    });
    after(() => bench.close());

    const failure = async (word: string): Promise<BooError> => {
      const session = await bench.open();
      try {
        await ask(session, `Step: angle-a\ndo:${word}`);
      } catch (error) {
        assert.ok(error instanceof BooError, String(error));
        return error;
      } finally {
        await session.close();
      }
      throw new Error('expected a failure');
    };

    it('streams reasoning, text, a workspace read and the token counts, each once', async () => {
      const session = await bench.open();
      const { events, text, reasoning } = await ask(session, 'Step: angle-a\ndo:read');
      assert.equal(reasoning, 'I should look at the file.');
      assert.equal(text, 'Let me look.Read it: export const answer = 42;\n');
      assert.deepEqual(
        toolCalls(events).map((event) => [event.name, event.kind, event.title, event.path]),
        [['read_file', 'read', 'src/a.ts', 'src/a.ts']],
      );
      assert.deepEqual(
        toolUpdates(events).map((event) => [event.status, event.output]),
        [['completed', 'export const answer = 42;\n']],
      );
      const usage = events.filter((event) => event.type === 'usage').map((event) => event.usage);
      assert.deepEqual(usage, [
        { inputTokens: 100, outputTokens: 20 },
        { inputTokens: 100, outputTokens: 20 },
      ]);
      await session.close();
    });

    it('keeps the conversation between two prompts of a session, and starts the next session without it', async () => {
      const session = await bench.open();
      await ask(session, 'Step: angle-a\nThe word is ORANGE.');
      await ask(session, 'Which word?');
      const second = bench.endpoint.requests.at(-1);
      assert.ok(second?.body.messages.some((message) => message.content.includes('ORANGE')));
      await session.close();
      const other = await bench.open();
      await ask(other, 'Which word?');
      const fresh = bench.endpoint.requests.at(-1);
      assert.ok(fresh?.body.messages.every((message) => !message.content.includes('ORANGE')));
      assert.deepEqual(
        fresh?.body.messages.map((message) => message.role),
        ['system', 'user'],
      );
      await other.close();
    });

    it('hands the model the prompt as it is, with @ names, and runs no slash command', async () => {
      const session = await bench.open();
      const before = bench.endpoint.requests.length;
      await ask(session, '/simplify @src/a.ts and me@example.org\n@Injectable() !ls');
      const sent = lastUserText(bench.endpoint.requests[before] ?? assert.fail('no request'));
      assert.ok(sent.endsWith('/simplify @src/a.ts and me@example.org\n@Injectable() !ls'), sent.slice(-200));
      assert.ok(!sent.includes('answer = 42'), 'no file was put into the prompt');
      await session.close();
    });

    it('offers the model read_file and grep_search only', async () => {
      const session = await bench.open();
      await ask(session, 'Step: angle-a');
      const names = bench.endpoint.requests
        .at(-1)
        ?.body.tools?.map((tool) => tool.function.name)
        .sort();
      assert.deepEqual(names, ['grep_search', 'read_file']);
      await session.close();
    });

    it('refuses reads outside the workspace and lets the model go on', async () => {
      const session = await bench.open();
      const { events, text } = await ask(session, 'Step: angle-a\ndo:refused');
      assert.deepEqual(
        toolUpdates(events).map((event) => event.status),
        ['blocked'],
      );
      assert.match(text, /Went on without it\.$/);
      await session.close();
    });

    it('changes no byte of the workspace when the model calls writing tools', async () => {
      const before = hashTree(bench.sandbox.workspace);
      const session = await bench.open();
      const { events } = await ask(session, 'Step: angle-a\ndo:write');
      assert.ok(
        toolUpdates(events).every((event) => event.status === 'blocked'),
        JSON.stringify(events),
      );
      assert.equal(toolUpdates(events).length, hostileCalls('').length);
      await session.close();
      assert.equal(hashTree(bench.sandbox.workspace), before);
    });

    const expected = {
      'status-401': 'model_auth',
      'status-429': 'model_rate_limited',
      'status-500': 'model_server_error',
      'status-404': 'model_request_rejected',
      html: 'model_request_rejected',
      hangup: 'model_stream_cut',
      cut: 'model_stream_cut',
      empty: 'model_empty_answer',
      thinking: 'model_empty_answer',
      loop: 'model_loop',
    } as const;
    for (const [word, code] of Object.entries(expected)) {
      it(`names the failure "${word}" ${code}`, async () => {
        assert.equal((await failure(word)).code, code);
      });
    }

    it('lets the model recover from a tool call that is no JSON, and passes think tags on', async () => {
      const session = await bench.open();
      assert.match((await ask(session, 'Step: angle-a\ndo:bad-json')).text, /Went on\.$/);
      assert.equal((await ask(session, 'do:think')).text, '<think>hidden</think>The answer.');
      await session.close();
    });

    it('passes on what the endpoint said and how long to wait, but never the key', async () => {
      const limited = await failure('status-429');
      assert.equal(limited.retryAfterMs, 7_000);
      assert.match(limited.message, /429: Too many requests/);
      const auth = await failure('status-401');
      assert.match(auth.message, /Incorrect API key provided/);
      assert.ok(!auth.message.includes(userKey));
    });

    it('asks the endpoint once for a failure that qwen would have repeated for minutes', async () => {
      const before = bench.endpoint.requests.length;
      await failure('status-500');
      assert.equal(bench.endpoint.requests.length, before + 1);
    });

    it('cancels in the middle of a stream: cancelled is thrown and the request ends', async () => {
      const controller = new AbortController();
      const session = await bench.open();
      const turn = collect(session, 'Step: angle-a\ndo:slow', controller.signal);
      await turn.firstText;
      const request = bench.endpoint.requests.at(-1);
      controller.abort();
      assert.equal(await codeOf(turn.done), 'cancelled');
      await session.close();
      await until(() => request?.aborted === true);
      assert.equal(await codeOf(ask(session, 'more')), 'agent_lost');
    });

    for (const word of ['stall', 'never']) {
      it(`can be aborted while the endpoint is silent ("${word}")`, async () => {
        const controller = new AbortController();
        const session = await bench.open();
        const seen = bench.endpoint.requests.length;
        const turn = ask(session, `Step: angle-a\ndo:${word}`, controller.signal);
        await bench.endpoint.arrived(seen + 1);
        controller.abort();
        assert.equal(await codeOf(turn), 'cancelled');
        await session.close();
      });
    }

    it('runs sessions side by side', async () => {
      const opened = await Promise.all([bench.open(), bench.open(), bench.open()]);
      const seen = bench.endpoint.requests.length;
      const controller = new AbortController();
      const turns = opened.map((session) => codeOf(ask(session, 'Step: angle-a\ndo:slow', controller.signal)));
      await bench.endpoint.arrived(seen + 3);
      assert.ok(bench.endpoint.requests.slice(seen).some((request) => request.concurrency >= 3));
      controller.abort();
      assert.deepEqual(await Promise.all(turns), ['cancelled', 'cancelled', 'cancelled']);
      await Promise.all(opened.map((session) => session.close()));
    });

    it('notices that the process was killed', async () => {
      const session = await bench.open();
      const turn = collect(session, 'Step: angle-a\ndo:slow');
      await turn.firstText;
      const pid = session.info.pid;
      assert.ok(pid !== null);
      process.kill(-pid, 'SIGKILL');
      assert.equal(await codeOf(turn.done), 'agent_lost');
      await session.close();
      // The next session is not hurt by it.
      const next = await bench.open();
      assert.equal((await ask(next, 'Step: angle-a')).text, 'Fine.');
      await next.close();
    });

    it('does not take a printed API error for an answer', async () => {
      assert.equal((await failure('fake-error')).code, 'model_empty_answer');
    });

    it('refuses a prompt of more than 500 KB before sending it', async () => {
      const session = await bench.open();
      assert.equal(await codeOf(ask(session, 'x'.repeat(512 * 1024 + 1))), 'model_request_rejected');
      await session.close();
    });
  });

  describe(`qwen over ${transport}: ends`, function () {
    this.timeout(60_000);

    it('leaves no process 2 s after a cancelled session was closed', async () => {
      const bench = await startBench((request) => reply(request, () => ''), { transport, concurrency: 1 });
      try {
        const controller = new AbortController();
        const session = await bench.open();
        const turn = collect(session, 'do:slow', controller.signal);
        await turn.firstText;
        controller.abort();
        await session.close();
        assert.equal(await codeOf(turn.done), 'cancelled');
        assert.deepEqual(await bench.sandbox.processesAfter(2_000), []);
      } finally {
        await bench.close();
      }
    });

    it('leaves no process after dispose, warm ones included', async () => {
      const bench = await startBench((request) => reply(request, () => ''), { transport });
      try {
        const session = await bench.open();
        await ask(session, 'hello');
        await session.close();
        assert.notDeepEqual(await bench.sandbox.processes(), []);
        await bench.backend.dispose();
        assert.deepEqual(await bench.sandbox.processes(), []);
        assert.equal(await codeOf(bench.open()), 'backend_unavailable');
      } finally {
        await bench.close();
      }
    });

    it('says endpoint_unreachable at once when nobody listens, before and in the middle of a session', async () => {
      const bench = await startBench((request) => reply(request, () => ''), { transport });
      try {
        const session = await bench.open();
        await bench.endpoint.close();
        assert.equal(await codeOf(ask(session, 'hello')), 'endpoint_unreachable');
        await session.close();
      } finally {
        await bench.close();
      }
      const down = await startBench(() => say('x'), { transport, env: { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' } });
      try {
        const options = { step: anyStep, workspace: down.sandbox.workspace, idempotencyKey: 'k' };
        assert.equal(
          await codeOf(down.backend.openSession(options, new AbortController().signal)),
          'endpoint_unreachable',
        );
        assert.deepEqual(await down.sandbox.processes(), []);
      } finally {
        await down.close();
      }
    });
  });
}

interface Collected {
  /** Resolves when the first text has come. */
  readonly firstText: Promise<void>;
  readonly done: Promise<AgentEvent[]>;
}

function collect(session: AgentSession, text: string, signal = new AbortController().signal): Collected {
  const first = Promise.withResolvers<void>();
  const read = async (): Promise<AgentEvent[]> => {
    const events: AgentEvent[] = [];
    for await (const event of session.prompt(text, signal)) {
      events.push(event);
      if (event.type === 'text') first.resolve();
    }
    return events;
  };
  const done = read();
  done.catch(first.reject);
  first.promise.catch(() => {});
  return { firstText: first.promise, done };
}

/** Waits for a condition; the test's own time limit bounds it. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}
