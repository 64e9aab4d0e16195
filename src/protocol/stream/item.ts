import { z } from 'zod';
import { toolKindSchema, toolStatusSchema } from '../agentEvent.ts';
import { violationSchema } from '../finding.ts';

/** Bounds of one row. More is cut here and said so (`cut`); the log keeps all of it. */
export const itemBounds = {
  promptChars: 24_000,
  /** A message longer than this continues as a further row at the next blank line outside a code fence. */
  proseSoftChars: 16_000,
  proseHardChars: 64_000,
  outputChars: 64_000,
  outputLines: 200,
  inputChars: 4_000,
  titleChars: 400,
  messageChars: 4_000,
  violations: 50,
} as const;

const base = {
  /** `<step>:<attempt>:<seq of the event that created it>`; the same after every replay. */
  id: z.string().min(5).max(120),
  /** ms since the epoch, from the log. */
  startedAt: z.number(),
  /** Null while more may follow. */
  endedAt: z.number().nullable(),
};

export const itemSchema = z.discriminatedUnion('kind', [
  /** What the engine sent: round 0 is the brief of the step, later ones are repairs. */
  z.object({ ...base, kind: z.literal('user'), text: z.string(), round: z.number().int(), cut: z.boolean() }),
  z.object({ ...base, kind: z.literal('prose'), text: z.string() }),
  z.object({ ...base, kind: z.literal('thought'), text: z.string() }),
  z.object({
    ...base,
    kind: z.literal('tool'),
    callId: z.string(),
    name: z.string(),
    tool: toolKindSchema,
    title: z.string(),
    path: z.string().nullable(),
    input: z.string(),
    output: z.string(),
    error: z.string().nullable(),
    status: toolStatusSchema,
    /** Output was longer than the bounds; "open full output" reads it from the log. */
    cut: z.boolean(),
  }),
  z.object({ ...base, kind: z.literal('notice'), level: z.enum(['info', 'warning', 'error']), text: z.string() }),
  /** The engine asked the same session to repair what its checks found. */
  z.object({ ...base, kind: z.literal('challenge'), violations: z.array(violationSchema), total: z.number().int() }),
  /** A new attempt; `attempt` is the number of the one that follows. */
  z.object({
    ...base,
    kind: z.literal('boundary'),
    attempt: z.number().int(),
    reason: z.string(),
    /** Not before this time, while waiting. */
    retryAt: z.number().nullable(),
  }),
  /** How the step ended. */
  z.object({
    ...base,
    kind: z.literal('end'),
    state: z.enum(['completed', 'failed', 'blocked', 'cancelled', 'skipped']),
    text: z.string(),
    durationMs: z.number().nullable(),
    toolCalls: z.number().int(),
    tokens: z.number().int(),
    findings: z.number().int(),
  }),
  /** Rows of the run itself: a step or the run changed state. `link` opens the report. */
  z.object({
    ...base,
    kind: z.literal('stage'),
    state: z.enum(['pending', 'running', 'completed', 'failed', 'blocked', 'cancelled', 'skipped', 'retrying', 'info']),
    step: z.string().nullable(),
    text: z.string(),
    detail: z.string(),
    link: z.enum(['report']).nullable(),
  }),
]);
export type Item = z.infer<typeof itemSchema>;
export type ItemKind = Item['kind'];
export type ItemOf<K extends ItemKind> = Extract<Item, { kind: K }>;
export type ToolItem = ItemOf<'tool'>;

/** One change of a stream. `append` adds to the text of a prose or thought row. */
export const changeSchema = z.discriminatedUnion('op', [
  z.object({ op: z.literal('add'), item: itemSchema }),
  z.object({ op: z.literal('set'), item: itemSchema }),
  z.object({ op: z.literal('append'), id: z.string(), text: z.string() }),
  z.object({ op: z.literal('remove'), id: z.string() }),
]);
export type StreamChange = z.infer<typeof changeSchema>;

export interface ItemRef {
  readonly step: string;
  readonly attempt: number;
  readonly seq: number;
}

/** The id of the pseudo-agent that shows the run itself. Never a step id: those begin with a letter or digit. */
export const runStreamId = '@run';

export function itemId(ref: ItemRef): string {
  return `${ref.step}:${ref.attempt}:${ref.seq}`;
}

/** Parts of an id, or null when it is not one. */
export function parseItemId(id: string): ItemRef | null {
  const match = /^([a-z0-9][a-z0-9-]{0,63}|@run):(\d{1,9}):(\d{1,12})$/.exec(id);
  const step = match?.[1];
  return step === undefined ? null : { step, attempt: Number(match?.[2]), seq: Number(match?.[3]) };
}
