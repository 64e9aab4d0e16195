import { z } from 'zod';
import { agentEventSchema, usageSchema } from './agentEvent.ts';
import { errorRecordSchema } from './errors.ts';
import { excludedSchema, findingSchema, openQuestionSchema, violationSchema } from './finding.ts';
import { backendIdSchema, planSchema } from './plan.ts';
import { reportSchema, verdictSchema } from './report.ts';

/** Letters and digits only: a run id is also a folder name and part of URIs. */
export const runIdSchema = z.string().regex(/^[a-z0-9]{8,40}$/);

/** What an ended step leaves behind for its dependants, the report and the panes. */
export const stepOutputSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('agent'),
    /** The final answer as Markdown without its machine-readable block. */
    markdown: z.string(),
    findings: z.array(findingSchema),
    excluded: z.array(excludedSchema),
    checked: z.array(z.string()),
    openQuestions: z.array(openQuestionSchema),
    /** Violations that remained after the challenge round. */
    violations: z.array(violationSchema),
    challengeRounds: z.number().int().nonnegative(),
    /** Workspace-relative paths that tool calls read. */
    opened: z.array(z.string()),
    usage: usageSchema.nullable(),
    model: z.string().nullable(),
    /** False for the offline backend: nothing was judged by a model. */
    judged: z.boolean(),
    /** Shape-specific parts (`verdicts`, `rootCause`, `fixes`); parsed by the consumer. */
    extra: z.record(z.string(), z.unknown()),
  }),
  z.object({ kind: z.literal('code'), summary: z.string(), data: z.unknown() }),
  z.object({ kind: z.literal('skipped'), reason: z.string() }),
]);
export type StepOutput = z.infer<typeof stepOutputSchema>;
export type AgentOutput = Extract<StepOutput, { kind: 'agent' }>;

export const stepReasonSchema = z.enum([
  'deps',
  'slot',
  'backoff',
  'lost',
  'upstream_failed',
  'run_failed',
  'user',
  'budget',
  'readonly_unproven',
  'auth',
  'backend_down',
  'storage',
  'skipped',
]);
export type StepReason = z.infer<typeof stepReasonSchema>;

const attemptRef = { step: z.string(), attempt: z.number().int().positive() };

export const runEventBodySchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('run.created'),
    plan: planSchema,
    backend: backendIdSchema,
    /** Absolute root, for the host only: panes are shown `name`. */
    workspace: z.object({ root: z.string(), name: z.string() }),
    /** Version of the product that wrote the log. */
    version: z.string(),
  }),
  z.object({ type: z.literal('run.started') }),
  /** Another host took the run over after an interruption; no state changes by itself. */
  z.object({
    type: z.literal('run.resumed'),
    epoch: z.number().int().positive(),
    workspaceChanged: z.array(z.string()),
  }),
  z.object({ type: z.literal('run.cancelRequested'), by: z.enum(['user', 'host', 'budget']) }),
  z.object({ type: z.literal('run.cancelled') }),
  z.object({ type: z.literal('run.blocked'), error: errorRecordSchema }),
  z.object({ type: z.literal('run.unblocked') }),
  z.object({ type: z.literal('run.failed'), error: errorRecordSchema }),
  z.object({ type: z.literal('run.completed'), verdict: verdictSchema }),
  /** Failed and cancelled steps are opened again as generation `generation`; completed ones keep their output. */
  z.object({ type: z.literal('run.reopened'), generation: z.number().int().positive(), steps: z.array(z.string()) }),
  z.object({ type: z.literal('run.budget'), what: z.enum(['tokens', 'wall']), message: z.string() }),
  z.object({
    type: z.literal('workspace.fingerprint'),
    when: z.enum(['before', 'after']),
    digest: z.string(),
    /** `after` only: paths that differ from `before`. */
    changes: z.array(z.string()),
  }),
  z.object({ type: z.literal('report.ready'), report: reportSchema }),

  /** Written before a process is started or a request is sent. */
  z.object({
    type: z.literal('attempt.intent'),
    ...attemptRef,
    backend: z.enum(['engine', 'qwen', 'boocoder', 'offline']),
    idempotencyKey: z.string(),
  }),
  z.object({
    type: z.literal('attempt.started'),
    ...attemptRef,
    sessionId: z.string(),
    model: z.string().nullable(),
    pid: z.number().int().nullable(),
  }),
  /** The engine sent the violations back to the same session. */
  z.object({ type: z.literal('attempt.challenged'), ...attemptRef, violations: z.array(violationSchema) }),
  /** Something the agent did. Streamed: written at once, not synced. `prompt` marks what the engine sent. */
  z.object({
    type: z.literal('attempt.prompted'),
    ...attemptRef,
    round: z.number().int().nonnegative(),
    text: z.string(),
  }),
  z.object({ type: z.literal('attempt.event'), ...attemptRef, event: agentEventSchema }),
  z.object({ type: z.literal('attempt.lost'), ...attemptRef, why: z.string() }),
  z.object({ type: z.literal('attempt.failed'), ...attemptRef, error: errorRecordSchema }),

  z.object({ type: z.literal('step.completed'), ...attemptRef, output: stepOutputSchema }),
  /** running -> pending: a further attempt follows, not before `retryAt` (ms since the epoch). */
  z.object({
    type: z.literal('step.retrying'),
    step: z.string(),
    reason: z.enum(['backoff', 'lost']),
    retryAt: z.number(),
  }),
  z.object({
    type: z.literal('step.failed'),
    step: z.string(),
    reason: stepReasonSchema.optional(),
    error: errorRecordSchema,
  }),
  z.object({ type: z.literal('step.blocked'), step: z.string(), reason: stepReasonSchema, error: errorRecordSchema }),
  z.object({ type: z.literal('step.unblocked'), step: z.string() }),
  z.object({ type: z.literal('step.cancelRequested'), step: z.string() }),
  z.object({ type: z.literal('step.cancelled'), step: z.string(), reason: stepReasonSchema, message: z.string() }),
]);
export type RunEventBody = z.infer<typeof runEventBodySchema>;

/** `seq` starts at 1 and has no gaps within a run; `at` is wall time in ms since the epoch, for display only. */
const envelopeSchema = z.object({ runId: runIdSchema, seq: z.number().int().positive(), at: z.number() });
export type EventEnvelope = z.infer<typeof envelopeSchema>;
export type RunEvent = EventEnvelope & RunEventBody;

/** Parses one event as read from a log or a wire. Throws ZodError. */
export function parseRunEvent(value: unknown): RunEvent {
  return { ...envelopeSchema.parse(value), ...runEventBodySchema.parse(value) };
}

/** Stream events ride along with the next synced record; all others are synced to disk before they take effect. */
export function isStreamEvent(body: RunEventBody): boolean {
  return body.type === 'attempt.event';
}
