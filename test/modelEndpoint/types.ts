import { z } from 'zod';

const contentSchema = z
  .union([z.string(), z.array(z.looseObject({ text: z.string().optional() }))])
  .nullish()
  .transform((content) =>
    typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join('\n'),
  );

/** The parts of a chat.completions request body that scripts and assertions look at. */
export const chatBodySchema = z.looseObject({
  model: z.string(),
  stream: z.boolean().optional(),
  messages: z.array(
    z.looseObject({
      role: z.string(),
      content: contentSchema,
      tool_call_id: z.string().optional(),
      tool_calls: z
        .array(z.looseObject({ id: z.string(), function: z.looseObject({ name: z.string(), arguments: z.string() }) }))
        .nullish(),
    }),
  ),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }) })).nullish(),
});
export type ChatBody = z.infer<typeof chatBodySchema>;

export interface ModelRequest {
  /** 0-based, in order of arrival. */
  readonly index: number;
  readonly body: ChatBody;
  /** The Authorization header as sent, so that tests can tell which key was used. */
  readonly authorization: string;
  /** Milliseconds since the epoch. `finishedAt` is null while the reply is being sent. */
  readonly arrivedAt: number;
  finishedAt: number | null;
  /** The client went away before the reply was complete. */
  aborted: boolean;
  /** How many requests were being answered when this one arrived, itself included. */
  readonly concurrency: number;
}

export interface ScriptedToolCall {
  readonly name: string;
  /** An object is sent as JSON; a string is sent as it is, so that it can be malformed. */
  readonly arguments: Record<string, unknown> | string;
}

/** What the model says to one request. Fields are sent in this order: reasoning, text, toolCalls. */
export interface AnswerReply {
  readonly kind: 'answer';
  readonly reasoning?: string;
  readonly text?: string;
  readonly toolCalls?: readonly ScriptedToolCall[];
  readonly finish?: 'stop' | 'length' | 'tool_calls' | 'content_filter';
  /** Null sends no usage at all. Default: 100 in, 20 out. */
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number } | null;
  /** Wait before the response headers. */
  readonly delayMs?: number;
  /** Characters per chunk (default: 16) and wait between chunks (default: none). */
  readonly chunkSize?: number;
  readonly chunkDelayMs?: number;
  /** What happens after the content: a clean end (default), silence with the stream open, or a broken connection. */
  readonly ending?: 'clean' | 'stall' | 'cut';
}

export type Reply =
  | AnswerReply
  /** An HTTP error; `body` is sent as JSON unless it is a string. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Record<string, string>;
    }
  /** Accepts the request and never answers. */
  | { readonly kind: 'stall' }
  /** Breaks the connection before the response headers. */
  | { readonly kind: 'hangup' };

export type Script = (request: ModelRequest) => Reply | Promise<Reply>;
