import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { chatBodySchema, type AnswerReply, type ModelRequest, type Reply, type Script } from './types.ts';

const maxBodyBytes = 32 * 1024 * 1024;

export interface ModelEndpoint {
  /** Base URL to put into OPENAI_BASE_URL, ending in `/v1`. */
  readonly url: string;
  /** Every chat request, in order of arrival. */
  readonly requests: readonly ModelRequest[];
  /** Requests to any other path, as `METHOD /path`. */
  readonly others: readonly string[];
  /** Largest number of chat requests that were being answered at the same time. */
  peak(): number;
  /** Resolves once `count` chat requests have arrived. */
  arrived(count: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * An OpenAI-compatible streaming endpoint on 127.0.0.1 that answers as `script` says. It stands in for a model server;
 * it never calls a model. A throwing script answers 500 with its message.
 */
export async function startModelEndpoint(script: Script, options: { port?: number } = {}): Promise<ModelEndpoint> {
  const requests: ModelRequest[] = [];
  const others: string[] = [];
  const waiters: { count: number; resolve: () => void }[] = [];
  let active = 0;
  let peak = 0;

  const chat = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = chatBodySchema.parse(JSON.parse(await readBody(request)));
    active += 1;
    peak = Math.max(peak, active);
    const record: ModelRequest = {
      index: requests.length,
      body,
      authorization: request.headers.authorization ?? '',
      arrivedAt: Date.now(),
      finishedAt: null,
      aborted: false,
      concurrency: active,
    };
    requests.push(record);
    for (const waiter of waiters) if (requests.length >= waiter.count) waiter.resolve();
    const ended = new Promise<void>((resolve) => response.once('close', resolve));
    void ended.then(() => {
      active -= 1;
      record.finishedAt = Date.now();
      record.aborted = !response.writableFinished;
    });
    await send(await script(record), record, response);
    await ended;
  };

  const server = createServer((request, response) => {
    if (request.method === 'POST' && request.url?.endsWith('/chat/completions') === true) {
      chat(request, response).catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ error: { message: String(error) } }));
      });
      return;
    }
    others.push(`${request.method} ${request.url}`);
    const known = request.url?.endsWith('/models') === true;
    response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ object: 'list', data: known ? [{ id: 'scripted', object: 'model' }] : [] }));
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the endpoint has no port');

  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    requests,
    others,
    peak: () => peak,
    arrived: (count) =>
      requests.length >= count ? Promise.resolve() : new Promise((resolve) => waiters.push({ count, resolve })),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > maxBodyBytes) throw new Error('request too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function send(reply: Reply, request: ModelRequest, response: ServerResponse): Promise<void> {
  switch (reply.kind) {
    case 'status': {
      const isText = typeof reply.body === 'string';
      response.writeHead(reply.status, {
        'content-type': isText ? 'text/plain' : 'application/json',
        ...reply.headers,
      });
      response.end(isText ? reply.body : JSON.stringify(reply.body ?? {}));
      return;
    }
    case 'stall':
      return;
    case 'hangup':
      response.destroy();
      return;
    case 'answer':
      await stream(reply, request, response);
      return;
  }
}

async function stream(reply: AnswerReply, request: ModelRequest, response: ServerResponse): Promise<void> {
  if (reply.delayMs !== undefined) await wait(reply.delayMs);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const base = { id: `reply-${request.index}`, object: 'chat.completion.chunk', created: 0, model: request.body.model };
  const chunk = (delta: object, finish: string | null = null): void => {
    if (!response.writable) return;
    const choices = [{ index: 0, delta, finish_reason: finish }];
    response.write(`data: ${JSON.stringify({ ...base, choices })}\n\n`);
  };
  const pieces = async (field: 'reasoning_content' | 'content', text: string): Promise<void> => {
    const size = reply.chunkSize ?? 16;
    for (let at = 0; at < text.length && !response.destroyed; at += size) {
      chunk({ [field]: text.slice(at, at + size) });
      if (reply.chunkDelayMs !== undefined) await wait(reply.chunkDelayMs);
    }
  };
  chunk({ role: 'assistant', content: '' });
  if (reply.reasoning !== undefined) await pieces('reasoning_content', reply.reasoning);
  if (reply.text !== undefined) await pieces('content', reply.text);
  (reply.toolCalls ?? []).forEach((tool, index) => {
    const args = typeof tool.arguments === 'string' ? tool.arguments : JSON.stringify(tool.arguments);
    const named = { name: tool.name, arguments: args };
    chunk({ tool_calls: [{ index, id: `call_${request.index}_${index}`, type: 'function', function: named }] });
  });
  if (reply.ending === 'stall') return;
  if (reply.ending === 'cut') {
    // Let what was written reach the client first: destroy() drops what is still buffered.
    response.write(': last\n\n', () => response.destroy());
    return;
  }
  chunk({}, reply.finish ?? ((reply.toolCalls ?? []).length > 0 ? 'tool_calls' : 'stop'));
  if (reply.usage !== null) {
    const usage = reply.usage ?? { prompt_tokens: 100, completion_tokens: 20 };
    const total = { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens };
    response.write(`data: ${JSON.stringify({ ...base, choices: [], usage: total })}\n\n`);
  }
  response.end('data: [DONE]\n\n');
}
