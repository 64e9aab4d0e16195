import { z } from 'zod';

/**
 * The lines of qwen's stream-json output that matter here. Anything else is answered with null and skipped; new line
 * kinds of a later version therefore change nothing.
 */
const usageSchema = z.looseObject({
  input_tokens: z.number().int().nonnegative().catch(0),
  output_tokens: z.number().int().nonnegative().catch(0),
});

const textBlock = z.looseObject({ type: z.literal('text'), text: z.string() });
const thinkingBlock = z.looseObject({ type: z.literal('thinking'), thinking: z.string() });
const toolUseBlock = z.looseObject({
  type: z.literal('tool_use'),
  id: z.string(),
  name: z.string(),
  input: z.unknown(),
});
const toolResultBlock = z.looseObject({
  type: z.literal('tool_result'),
  tool_use_id: z.string(),
  is_error: z.boolean().catch(false),
  content: z
    .union([z.string(), z.array(z.looseObject({ text: z.string().catch('') }))])
    .catch('')
    .transform((content) => (typeof content === 'string' ? content : content.map((part) => part.text).join('\n'))),
});
const blocks = <T extends z.ZodType>(known: T) =>
  z.union([z.string(), z.array(z.unknown())]).transform((content) => {
    if (typeof content === 'string') return [];
    return content.flatMap((item) => {
      const block = known.safeParse(item);
      return block.success ? [block.data] : [];
    });
  });

const parent = { parent_tool_use_id: z.string().nullish() };

const deltaSchema = z.looseObject({
  type: z.literal('content_block_delta'),
  delta: z.union([
    z.looseObject({ type: z.literal('text_delta'), text: z.string() }),
    z.looseObject({ type: z.literal('thinking_delta'), thinking: z.string() }),
  ]),
});
const blockStopSchema = z.looseObject({ type: z.literal('content_block_stop') });

export const streamLineSchema = z.union([
  z.looseObject({
    type: z.literal('system'),
    subtype: z.literal('init'),
    session_id: z.string(),
    cwd: z.string(),
    tools: z.array(z.string()),
    mcp_servers: z.array(z.unknown()),
    model: z.string(),
    permission_mode: z.string(),
    slash_commands: z.array(z.string()).catch([]),
    qwen_code_version: z.string().catch('unknown'),
  }),
  z.looseObject({
    type: z.literal('system'),
    subtype: z.literal('retry'),
    data: z.looseObject({
      preserveText: z.boolean().catch(false),
      discardedToolCalls: z.number().catch(0),
    }),
  }),
  z.looseObject({ type: z.literal('system'), subtype: z.literal('model_fallback') }),
  z.looseObject({ type: z.literal('stream_event'), ...parent, event: z.union([deltaSchema, blockStopSchema]) }),
  z.looseObject({
    type: z.literal('assistant'),
    ...parent,
    message: z.looseObject({
      content: blocks(z.discriminatedUnion('type', [textBlock, thinkingBlock, toolUseBlock])),
      usage: usageSchema.nullish().catch(null),
    }),
  }),
  z.looseObject({
    type: z.literal('user'),
    ...parent,
    message: z.looseObject({ content: blocks(toolResultBlock) }),
  }),
  z.looseObject({
    type: z.literal('result'),
    subtype: z.string(),
    is_error: z.boolean(),
    session_id: z.string(),
    num_turns: z.number().catch(0),
    error: z.looseObject({ message: z.string() }).nullish().catch(null),
  }),
  z.looseObject({
    type: z.literal('control_request'),
    request_id: z.string(),
    request: z.looseObject({
      subtype: z.string(),
      tool_use_id: z.string().optional(),
      tool_name: z.string().optional(),
    }),
  }),
  z.looseObject({
    type: z.literal('control_response'),
    response: z.looseObject({ subtype: z.string(), request_id: z.string() }),
  }),
]);
export type StreamLine = z.infer<typeof streamLineSchema>;
export type InitLine = Extract<StreamLine, { type: 'system'; subtype: 'init' }>;

/** Parses one line of stdout; null when it is not JSON or of no interest. */
export function parseStreamLine(line: string): StreamLine | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const parsed = streamLineSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

export const initializeRequest = (id: string): string =>
  JSON.stringify({ type: 'control_request', request_id: id, request: { subtype: 'initialize' } });

export const userMessage = (text: string): string =>
  JSON.stringify({
    type: 'user',
    session_id: 'boo',
    message: { role: 'user', content: text },
    parent_tool_use_id: null,
  });

/** Refuses a permission request so that the model is told and goes on. */
export const denyResponse = (id: string): string =>
  JSON.stringify({
    type: 'control_response',
    response: {
      subtype: 'success',
      request_id: id,
      response: {
        behavior: 'deny',
        message: 'Not allowed: outside the workspace, or not a read. Continue without it.',
      },
    },
  });
