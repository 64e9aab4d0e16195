import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { z } from 'zod';
import type { ModelFailure } from './failures.ts';
import type { ModelTarget } from './modelConfig.ts';

const maxErrorBytes = 64 * 1024;
/** Node's codes for "there is nobody at that address". */
const unreachableCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EADDRNOTAVAIL',
]);
const connectMs = 15_000;

/**
 * Sends one chat request to the endpoint and streams a successful answer to `response`. Resolves with null when the
 * answer was passed on completely or the client went away, else with what went wrong; then `response` is still open, and
 * untouched unless its headers were sent. A client that goes away ends the request at the endpoint.
 */
export async function forward(
  body: string,
  response: ServerResponse,
  target: ModelTarget,
): Promise<ModelFailure | null> {
  const first = await attempt(body, response, target);
  // A kept-alive connection may have been closed by the server just then; that says nothing about the endpoint.
  return first === 'stale' ? settle(await attempt(body, response, target)) : first;
}

type Outcome = ModelFailure | null | 'stale';
const settle = (outcome: Outcome): ModelFailure | null => (outcome === 'stale' ? { kind: 'cut' } : outcome);

function attempt(body: string, response: ServerResponse, target: ModelTarget): Promise<Outcome> {
  return new Promise((resolve) => {
    const url = new URL(`${target.baseUrl.replace(/\/+$/, '')}/chat/completions`);
    const secure = url.protocol === 'https:';
    const upstream = (secure ? httpsRequest : httpRequest)(url, {
      method: 'POST',
      headers: requestHeaders(body, target),
      ...agentFor(secure, target),
    });
    const abandon = (): void => {
      resolve(null);
      upstream.destroy();
    };
    response.once('close', abandon);
    const connecting = setTimeout(() => {
      resolve({ kind: 'unreachable', code: 'ETIMEDOUT' });
      upstream.destroy();
    }, connectMs);
    upstream.on('socket', (socket) => {
      if (!socket.connecting) clearTimeout(connecting);
      else socket.once('connect', () => clearTimeout(connecting));
    });
    upstream.on('error', (error) => {
      clearTimeout(connecting);
      const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
      if (unreachableCodes.has(code)) resolve({ kind: 'unreachable', code });
      else if (/^ERR_TLS|CERT|UNABLE_TO_VERIFY/.test(code)) resolve({ kind: 'unreachable', code });
      else resolve(upstream.reusedSocket && !response.headersSent ? 'stale' : { kind: 'cut' });
    });
    upstream.on('response', (answer) => {
      clearTimeout(connecting);
      receive(answer, response, target).then(
        (outcome) => {
          response.off('close', abandon);
          resolve(outcome);
        },
        () => resolve({ kind: 'cut' }),
      );
    });
    upstream.end(body);
  });
}

async function receive(
  answer: IncomingMessage,
  response: ServerResponse,
  target: ModelTarget,
): Promise<ModelFailure | null> {
  const status = answer.statusCode ?? 0;
  if (status < 200 || status > 299) {
    const message = errorMessage(await readSome(answer), target);
    const retryAfterMs = retryAfter(answer.headers);
    return { kind: 'status', status, message, ...(retryAfterMs === null ? {} : { retryAfterMs }) };
  }
  const contentType = answer.headers['content-type'] ?? '';
  if (!/^(?:text\/event-stream|application\/(?:json|x-ndjson))\b/i.test(contentType)) {
    answer.destroy();
    return { kind: 'foreign', contentType: contentType.slice(0, 80) || 'no content type' };
  }
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-cache' });
  for await (const chunk of answer) {
    if (response.destroyed) break;
    response.write(chunk);
  }
  if (!answer.complete) return { kind: 'cut' };
  await new Promise<void>((resolve) => response.end(resolve));
  return null;
}

function requestHeaders(body: string, target: ModelTarget): Record<string, string> {
  return {
    ...target.headers,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    accept: 'text/event-stream, application/json',
    ...(target.apiKey === null ? {} : { authorization: `Bearer ${target.apiKey}` }),
  };
}

/** A proxy named by the usual variables is used where this Node knows how to; without one the default agent serves. */
function agentFor(secure: boolean, target: ModelTarget): { agent?: HttpAgent } {
  if (Object.keys(target.proxyEnv).length === 0) return {};
  const options = { keepAlive: true, proxyEnv: target.proxyEnv };
  return { agent: secure ? new HttpsAgent(options) : new HttpAgent(options) };
}

async function readSome(answer: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of answer) {
      if (!(chunk instanceof Uint8Array)) continue;
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxErrorBytes) break;
    }
  } catch {
    // The status is what matters; a body that breaks off only shortens the message.
  }
  return Buffer.concat(chunks).toString('utf8').slice(0, maxErrorBytes);
}

const errorBodySchema = z.union([
  z.object({ error: z.object({ message: z.string() }) }).transform((body) => body.error.message),
  z.object({ error: z.string() }).transform((body) => body.error),
  z.object({ message: z.string() }).transform((body) => body.message),
]);

/** The provider's own words, without the key even if the provider repeats it. */
function errorMessage(body: string, target: ModelTarget): string {
  let text = body;
  try {
    text = errorBodySchema.parse(JSON.parse(body));
  } catch {
    if (/^\s*</.test(body)) text = '';
  }
  const clean = target.apiKey === null ? text : text.replaceAll(target.apiKey, '***');
  return clean.replace(/\s+/g, ' ').trim().slice(0, 500).replace(/\.$/, '');
}

function retryAfter(headers: IncomingMessage['headers']): number | null {
  const ms = Number(headers['retry-after-ms']);
  if (Number.isFinite(ms) && ms >= 0) return ms;
  const value = headers['retry-after'];
  if (value === undefined) return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}
