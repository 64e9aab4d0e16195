import { z } from 'zod';
import { agentRoleSchema, codeOpSchema } from '../plan.ts';
import { verdictSchema } from '../report.ts';

/**
 * What a person sees of a step. Finer than the six life states: `waiting` and `queued` are `pending` with their reasons,
 * `interrupted` is a step that was running when nobody drives its run any more.
 */
export const shownStates = [
  'waiting',
  'queued',
  'running',
  'retrying',
  'interrupted',
  'completed',
  'skipped',
  'failed',
  'blocked',
  'cancelled',
] as const;
export const shownStateSchema = z.enum(shownStates);
export type ShownState = z.infer<typeof shownStateSchema>;

/** The words of each state; always shown beside the glyph. */
export const stateWords: Record<ShownState, string> = {
  waiting: 'waiting',
  queued: 'queued',
  running: 'running',
  retrying: 'retrying',
  interrupted: 'interrupted',
  completed: 'done',
  skipped: 'skipped',
  failed: 'failed',
  blocked: 'blocked',
  cancelled: 'cancelled',
};

const text = (max: number) => z.string().max(max);

export const stepViewSchema = z.object({
  id: text(64),
  title: text(200),
  persona: text(100).nullable(),
  kind: z.enum(['agent', 'code']),
  role: agentRoleSchema.nullable(),
  op: codeOpSchema.nullable(),
  /** 0-based display group. */
  wave: z.number().int().nonnegative(),
  state: shownStateSchema,
  /** One sentence for people: why it waits, was skipped, failed, is blocked. Empty when the state says all. */
  detail: text(4500),
  /** The next step for a failed or blocked one; empty otherwise. */
  remedy: text(500),
  /** What it does now, one line; empty unless running. */
  now: text(400),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  /** While retrying: not before this time. */
  retryAt: z.number().nullable(),
  /** When the agent last did anything, for "no output for n s"; null unless running. */
  lastEventAt: z.number().nullable(),
  attempt: z.number().int().nonnegative(),
  tokens: z.object({ input: z.number(), output: z.number() }),
  /** Context window in use, when both numbers are known. */
  context: z.object({ used: z.number(), size: z.number() }).nullable(),
  toolCalls: z.number().int().nonnegative(),
  findings: z.number().int().nonnegative(),
  leads: z.number().int().nonnegative(),
  model: text(200).nullable(),
  /** Titles of the steps it depends on, and of those that have not ended. */
  after: z.array(text(200)).max(200),
  waitingFor: z.array(text(200)).max(200),
});
export type StepView = z.infer<typeof stepViewSchema>;

export const runHeaderSchema = z.object({
  title: text(200),
  flow: text(100),
  scope: text(1000),
  brief: text(2000),
  backend: text(40),
  model: text(200).nullable(),
  /** As steps, plus nothing finer than the run's own state and `interrupted`. */
  state: shownStateSchema,
  /** A process drives this run now: it can be stopped. */
  live: z.boolean(),
  /** Another window or terminal drives it. */
  elsewhere: z.boolean(),
  stopping: z.boolean(),
  resumable: z.boolean(),
  verdict: verdictSchema.nullable(),
  reportReady: z.boolean(),
  findings: z.number().int().nonnegative(),
  leads: z.number().int().nonnegative(),
  /** What happened and the next step, when the run failed or is blocked; empty otherwise. */
  problem: text(5000),
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  tokens: z.object({ input: z.number(), output: z.number() }),
});
export type RunHeader = z.infer<typeof runHeaderSchema>;

export const runViewSchema = z.object({
  runId: z.string().regex(/^[a-z0-9]{8,40}$/),
  header: runHeaderSchema,
  /** In plan order, which is also the order of display. */
  steps: z.array(stepViewSchema).max(2000),
});
export type RunView = z.infer<typeof runViewSchema>;
