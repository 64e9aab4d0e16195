import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { unauthorized } from './errors.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Refuses a request without the API token. Compares digests, so that neither length nor content leaks by timing. */
export function requireApiToken(request: IncomingMessage, expected: string): void {
  const header = request.headers.authorization ?? '';
  const given = header.startsWith('Bearer ') ? header.slice('Bearer '.length) : '';
  if (!timingSafeEqual(digest(given), digest(expected))) throw unauthorized();
}
