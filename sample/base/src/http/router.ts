import type { IncomingMessage, ServerResponse } from 'node:http';
import { logger } from '../lib/logger.ts';
import { HttpError, notFound } from './errors.ts';

export interface Request {
  params: Record<string, string>;
  query: URLSearchParams;
  body: unknown;
  raw: IncomingMessage;
}

export type Handler = (request: Request) => Promise<{ status: number; body: unknown }>;

interface Route {
  method: string;
  pattern: RegExp;
  handler: Handler;
}

const maxBody = 64 * 1024;

export class Router {
  private readonly routes: Route[] = [];

  on(method: string, path: string, handler: Handler): void {
    const pattern = new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
    this.routes.push({ method, pattern, handler });
  }

  async handle(raw: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(raw.url ?? '/', 'http://localhost');
    try {
      const { handler, params } = this.find(raw.method ?? 'GET', url.pathname);
      const body = raw.method === 'POST' ? await readJson(raw) : undefined;
      const answer = await handler({ params, query: url.searchParams, body, raw });
      send(response, answer.status, answer.body);
    } catch (error) {
      const known = error instanceof HttpError ? error : new HttpError(500, 'internal', 'something went wrong');
      if (known.status === 500) logger.error('request failed', { path: url.pathname, error: String(error) });
      send(response, known.status, { error: { code: known.code, message: known.message } });
    }
  }

  private find(method: string, path: string): { handler: Handler; params: Record<string, string> } {
    for (const route of this.routes) {
      const match = route.method === method ? route.pattern.exec(path) : null;
      if (match) return { handler: route.handler, params: { ...match.groups } };
    }
    throw notFound(path);
  }
}

async function readJson(raw: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of raw as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBody) throw new HttpError(413, 'too_large', 'the body is too large');
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
