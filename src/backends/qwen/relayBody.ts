import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { BooError } from '../../protocol/errors.ts';
import { allowedTools } from './allowedTools.ts';
import { restoreAt } from './promptText.ts';

const maxBodyBytes = 32 * 1024 * 1024;

const requestSchema = z.looseObject({
  messages: z.array(z.looseObject({ role: z.string(), content: z.unknown() })),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }).optional() })).nullish(),
});

export type Rewritten =
  /** `conversation` is the same for all requests that begin with the same user message. */
  | { readonly kind: 'ok'; readonly body: string; readonly conversation: string }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'tools'; readonly names: readonly string[] };

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.length;
    if (size > maxBodyBytes) throw new BooError('model_request_rejected', 'The request to the model is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Checks that a chat request offers the model only allowed tools, and puts back the `@` characters that were hidden
 * from qwen. An entry without a function name counts as a tool that is not allowed.
 */
export function rewriteRequest(text: string): Rewritten {
  let parsed: z.infer<typeof requestSchema>;
  try {
    parsed = requestSchema.parse(JSON.parse(text));
  } catch {
    return { kind: 'malformed' };
  }
  const names = (parsed.tools ?? []).map((tool) => tool.function?.name ?? '(unnamed)');
  const foreign = names.filter((name) => !allowedTools.has(name)).map((name) => name.slice(0, 80));
  if (foreign.length > 0) return { kind: 'tools', names: foreign.slice(0, 20) };
  const first = parsed.messages.find((message) => message.role === 'user')?.content;
  const conversation = createHash('sha256')
    .update(JSON.stringify(first ?? null))
    .digest('hex');
  return { kind: 'ok', body: restoreAt(text), conversation };
}
