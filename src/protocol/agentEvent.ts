import { z } from 'zod';

/** What a tool call looks at. Kinds other than these four are shown as `other`; none of them may write. */
export const toolKindSchema = z.enum(['read', 'search', 'list', 'think', 'other']);
export type ToolKind = z.infer<typeof toolKindSchema>;

export const toolStatusSchema = z.enum(['pending', 'running', 'completed', 'failed', 'cancelled', 'blocked']);
export type ToolStatus = z.infer<typeof toolStatusSchema>;

/** Tokens used since the previous usage event of the same session (an increment), as the endpoint reported them. */
export const usageSchema = z.object({
  inputTokens: z.number().int().nonnegative(),
  outputTokens: z.number().int().nonnegative(),
  /** Context window in use and its size, when both are known. */
  contextUsed: z.number().int().nonnegative().optional(),
  contextSize: z.number().int().positive().optional(),
});
export type Usage = z.infer<typeof usageSchema>;

/**
 * One thing an agent did, as every backend reports it. `text` and `reasoning` are deltas to append. A `tool_update`
 * repeats the `callId` of its `tool_call`. `rewind` withdraws all text and reasoning since the last turn boundary
 * (the backend is about to repeat them).
 */
export const agentEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('reasoning'), text: z.string() }),
  z.object({
    type: z.literal('tool_call'),
    callId: z.string(),
    name: z.string(),
    kind: toolKindSchema,
    /** One line for people, e.g. the path read or the pattern searched. */
    title: z.string(),
    /** Workspace-relative path the call reads, when it names one. Feeds the "files opened" account. */
    path: z.string().optional(),
    /** Arguments as JSON text, cut to a bound by the backend. */
    input: z.string().optional(),
  }),
  z.object({
    type: z.literal('tool_update'),
    callId: z.string(),
    status: toolStatusSchema,
    /** Display text of the result, cut to a bound by the backend. */
    output: z.string().optional(),
    error: z.string().optional(),
  }),
  z.object({ type: z.literal('commands'), commands: z.array(z.string()) }),
  z.object({ type: z.literal('usage'), usage: usageSchema }),
  z.object({ type: z.literal('rewind'), reason: z.string() }),
  z.object({ type: z.literal('notice'), level: z.enum(['info', 'warning']), text: z.string() }),
]);
export type AgentEvent = z.infer<typeof agentEventSchema>;
