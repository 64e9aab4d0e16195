import { z } from 'zod';

const textSchema = z.string().max(20_000);

const scopeRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('workspace') }),
  z.strictObject({ kind: z.literal('path'), globs: z.array(z.string().min(1).max(1000)).min(1).max(200) }),
  z.strictObject({
    kind: z.literal('selection'),
    path: z.string().min(1).max(4096),
    startLine: z.number().int().positive(),
    endLine: z.number().int().positive(),
  }),
  z.strictObject({ kind: z.literal('uncommitted') }),
  z.strictObject({ kind: z.literal('diff'), base: z.string().min(1).max(300).exactOptional() }),
]);

/** Answers given before the launcher opens, by a key binding, a menu or a test. What is missing is asked for. */
export const presetSchema = z.strictObject({
  /** Address of a workspace folder; needed only when there are several. */
  folder: z.string().max(4096).optional(),
  flow: z.string().min(1).max(64).optional(),
  scope: scopeRequestSchema.optional(),
  brief: textSchema.optional(),
  size: z.enum(['auto', 'small', 'medium', 'large']).optional(),
  backend: z.enum(['qwen', 'offline']).optional(),
  /** True: no last page, the run starts at once when all else is answered. */
  start: z.boolean().optional(),
});
export type Preset = z.infer<typeof presetSchema>;

/** What the launcher remembers per workspace, to offer the same again. */
export const memorySchema = z.object({
  folder: z.string().optional(),
  flow: z.string().optional(),
  scope: z.string().optional(),
  globs: z.string().optional(),
  size: z.enum(['auto', 'small', 'medium', 'large']).optional(),
  backend: z.enum(['qwen', 'offline']).optional(),
  /** Last brief of each flow. */
  briefs: z.record(z.string(), textSchema).default({}),
});
export type Memory = z.infer<typeof memorySchema>;
