import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Log } from '../../base/log.ts';
import { BooError } from '../../protocol/errors.ts';
import { errorOfFailure, failureIdIn, failureMark, type ModelFailure } from './failures.ts';
import type { ModelTarget } from './modelConfig.ts';
import { readBody, rewriteRequest } from './relayBody.ts';
import { forward } from './relayForward.ts';

/** One process of qwen as the relay knows it. */
export interface RelayClient {
  /** What qwen gets as its API key. Worth nothing outside this relay and after `release`. */
  readonly token: string;
  /** The failure on record that an error text of qwen refers to, else null. */
  errorFor(text: string): BooError | null;
  release(): void;
}

interface ClientState {
  readonly failures: Map<number, ModelFailure>;
  /** Conversations whose last answer broke off, and when (monotonic ms). */
  readonly cuts: Map<string, number>;
}

const maxFailuresKept = 64;
/** qwen asks again 1 to 3 s after a broken stream. */
const cutMemoryMs = 20_000;

/**
 * A loopback HTTP server between qwen and the model endpoint. It exists because of three measured properties of qwen:
 * - it would hold the API key in its environment, where a tool could reach it; here qwen only ever gets a token that is
 *   valid for this relay, and the real key never leaves this process;
 * - it retries 5xx, 429 and refused connections silently for 70 s to an hour; here such answers are turned into one that
 *   it does not retry, and what really happened is kept for the caller, with status and Retry-After;
 * - over ACP it does not announce its tools; here every request is checked against the allow-list before it leaves.
 * It also fixes the one address that qwen can talk to. It forwards chat completions and nothing else.
 */
export class ModelRelay {
  readonly baseUrl: string;
  private readonly server: Server;
  private readonly target: ModelTarget;
  private readonly log: Log;
  private readonly clients = new Map<string, ClientState>();
  private nextFailure = 1;

  static async start(target: ModelTarget, log: Log): Promise<ModelRelay> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    server.unref();
    return new ModelRelay(server, target, log);
  }

  private constructor(server: Server, target: ModelTarget, log: Log) {
    this.server = server;
    this.target = target;
    this.log = log;
    const address = server.address();
    if (address === null || typeof address === 'string') throw new BooError('internal', 'The relay has no port.');
    this.baseUrl = `http://127.0.0.1:${address.port}/v1`;
    server.on('request', (request, response) => {
      this.serve(request, response).catch((error: unknown) => {
        this.log.write('warn', 'relay request failed', { error: String(error) });
        response.destroy();
      });
    });
  }

  open(): RelayClient {
    const token = `boo-${randomBytes(24).toString('hex')}`;
    const state: ClientState = { failures: new Map(), cuts: new Map() };
    this.clients.set(token, state);
    return {
      token,
      errorFor: (text) => {
        const id = failureIdIn(text);
        const failure = id === null ? undefined : state.failures.get(id);
        return failure === undefined ? null : errorOfFailure(failure, this.target.label);
      },
      release: () => void this.clients.delete(token),
    };
  }

  async close(): Promise<void> {
    this.clients.clear();
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const client = this.clients.get(token);
    if (client === undefined) return refuse(response, 403, 'unknown client');
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions')
      return refuse(response, 404, 'unknown path');
    const rewritten = rewriteRequest(await readBody(request));
    if (rewritten.kind === 'malformed') return refuse(response, 400, 'malformed request');
    if (rewritten.kind === 'tools') return this.fail(client, response, rewritten);
    if (wasCut(client, rewritten.conversation)) return this.fail(client, response, { kind: 'cut' });
    const failure = await forward(rewritten.body, response, this.target);
    if (failure === null) return;
    if (response.headersSent) {
      client.cuts.set(rewritten.conversation, performance.now());
      response.destroy();
    } else {
      this.fail(client, response, failure);
    }
  }

  /** Answers with a status that qwen does not retry, carrying only the number of the record. */
  private fail(client: ClientState, response: ServerResponse, failure: ModelFailure): void {
    const id = this.nextFailure++;
    client.failures.set(id, failure);
    const oldest = client.failures.keys().next().value;
    if (client.failures.size > maxFailuresKept && oldest !== undefined) client.failures.delete(oldest);
    this.log.write('debug', 'model request failed', {
      kind: failure.kind,
      ...(failure.kind === 'status' ? { status: failure.status } : {}),
    });
    refuse(response, 400, failureMark(id));
  }
}

/**
 * Whether this request is qwen's own attempt to go on after a broken stream. It is refused: qwen would glue the pieces
 * together and, after three breaks, report the torso as a success. Consumed by the first request that asks.
 */
function wasCut(client: ClientState, conversation: string): boolean {
  const at = client.cuts.get(conversation);
  client.cuts.delete(conversation);
  return at !== undefined && performance.now() - at < cutMemoryMs;
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify({ error: { message, type: 'boo', code: 'boo' } }));
}
