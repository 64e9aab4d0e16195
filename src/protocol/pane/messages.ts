import { z } from 'zod';
import { changeSchema, itemSchema, runStreamId } from '../stream/item.ts';
import { runHeaderSchema, runViewSchema, stepViewSchema } from './runView.ts';

/** Bounds of one message between the host and the run pane. */
export const paneBounds = {
  /** Rows of one page; a page also ends when it exceeds `pageChars`. */
  pageItems: 200,
  pageChars: 1_000_000,
  /** Rows the host keeps of an agent that is not shown; more are read again from the log. */
  keptItems: 400,
  /** Changes of one batch; with more, the host sends a page instead. */
  batchChanges: 2_000,
  copyChars: 200_000,
} as const;

/** A step id, or the id of the stream of the run itself. */
export const streamIdSchema = z.union([z.literal(runStreamId), z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/)]);
const itemIdSchema = z.string().min(5).max(120);
const seqSchema = z.number().int().nonnegative();

export const streamDetailSchema = z.enum(['overview', 'concise', 'detailed']);

/** Host to pane. `seq` is that of the last run event the message covers; `now` is the host's clock. */
export const hostMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    seq: seqSchema,
    now: z.number(),
    run: runViewSchema,
    detail: streamDetailSchema,
  }),
  /** What changed after `after`; a pane that is not exactly there asks to catch up. Null or empty parts did not change. */
  z.object({
    type: z.literal('batch'),
    after: seqSchema,
    seq: seqSchema,
    now: z.number(),
    header: runHeaderSchema.nullable(),
    steps: z.array(stepViewSchema).max(2000),
    /** Only of the stream that the pane shows. */
    stream: z.object({ step: streamIdSchema, changes: z.array(changeSchema).max(paneBounds.batchChanges) }).nullable(),
  }),
  /** `tail`: the newest rows, replacing what the pane has. `older`: rows before those it has. */
  z.object({
    type: z.literal('page'),
    step: streamIdSchema,
    mode: z.enum(['tail', 'older']),
    seq: seqSchema,
    items: z.array(itemSchema).max(paneBounds.pageItems),
    hasOlder: z.boolean(),
  }),
  /** The run cannot be shown (deleted, unreadable); said instead of a snapshot. */
  z.object({ type: z.literal('problem'), message: z.string().max(5000) }),
]);
export type HostMessage = z.infer<typeof hostMessageSchema>;
export type BatchMessage = Extract<HostMessage, { type: 'batch' }>;

/** Pane to host. The pane names rows and steps; it never names a command, and a path only to be looked up. */
export const paneMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** Show this stream from now on; answered by a page. */
  z.object({ type: z.literal('select'), step: streamIdSchema }),
  z.object({ type: z.literal('older'), step: streamIdSchema, before: itemIdSchema }),
  z.object({ type: z.literal('catchUp'), after: seqSchema }),
  z.object({ type: z.literal('ack'), seq: seqSchema }),
  z.object({ type: z.literal('act'), action: z.enum(['stop', 'resume', 'openReport']) }),
  z.object({ type: z.literal('stopStep'), step: streamIdSchema }),
  /** Open the file a tool row reads. */
  z.object({ type: z.literal('openItem'), id: itemIdSchema }),
  /** Open all of what a row holds (uncut output, prompt) as a read-only text. */
  z.object({ type: z.literal('openText'), id: itemIdSchema }),
  /** Open the stream as a read-only text document. */
  z.object({ type: z.literal('showAsText'), step: streamIdSchema }),
  z.object({
    type: z.literal('openPath'),
    path: z.string().min(1).max(1000),
    line: z.number().int().positive().nullable(),
    endLine: z.number().int().positive().nullable(),
  }),
  z.object({ type: z.literal('link'), url: z.url({ protocol: /^https?$/ }).max(2000) }),
  z.object({ type: z.literal('copy'), text: z.string().max(paneBounds.copyChars) }),
]);
export type PaneMessage = z.infer<typeof paneMessageSchema>;

export function parseHostMessage(value: unknown): HostMessage | undefined {
  return hostMessageSchema.safeParse(value).data;
}

export function parsePaneMessage(value: unknown): PaneMessage | undefined {
  return paneMessageSchema.safeParse(value).data;
}

const followSchema = z.union([
  z.object({ mode: z.literal('follow') }),
  z.object({
    mode: z.literal('detached'),
    anchor: itemIdSchema.max(140),
    offset: z.number(),
    unseen: z.number().int(),
  }),
]);

/** What the pane keeps over hide and reload. `runId` is how the host finds the run when it restores the panel. */
export const paneStateSchema = z.object({
  v: z.literal(1),
  runId: z.string().regex(/^[a-z0-9]{8,40}$/),
  selected: streamIdSchema.nullable(),
  /** The user chose the stream; the pane does not switch by itself. */
  sticky: z.boolean(),
  follow: z.record(z.string().max(64), followSchema),
  /** Ids of opened rows. */
  open: z.array(z.string().max(140)).max(500),
  railHidden: z.boolean(),
});
export type PaneState = z.infer<typeof paneStateSchema>;

/** The stored state, or undefined when there is none or it was written by another version. */
export function parsePaneState(value: unknown): PaneState | undefined {
  return paneStateSchema.safeParse(value).data;
}
