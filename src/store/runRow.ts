import { z } from 'zod';
import type { RunSummary } from '../engine/ports/RunStore.ts';
import { runIdSchema } from '../protocol/events.ts';
import { backendIdSchema, bandSchema } from '../protocol/plan.ts';
import { verdictSchema } from '../protocol/report.ts';
import { isTerminal, lifeStates } from '../protocol/transitions.ts';
import { ownerSchema } from './ownership.ts';
import { findingCount, type RunDigest, stepsDone } from './runDigest.ts';

/** One row of the index: the summary of a run and what it was made from. */
export const runRowSchema = z.object({
  runId: runIdSchema,
  flow: z.string(),
  title: z.string(),
  band: bandSchema,
  backend: backendIdSchema,
  scope: z.string(),
  state: z.enum(lifeStates),
  verdict: verdictSchema.nullable(),
  stepsDone: z.number(),
  stepsTotal: z.number(),
  findings: z.number(),
  createdAt: z.number(),
  endedAt: z.number().nullable(),
  damage: z.string().nullable(),
  /** False for rows that stand for a run of which nothing is readable, or that only a newer version may continue. */
  resumable: z.boolean(),
  lastSeq: z.number(),
  /** Newest epoch file when the row was made. */
  epoch: z.number(),
  /** Its creator, null once it gave the run up. */
  owner: ownerSchema.nullable(),
  /** When the newest epoch file was last written or touched, ms since the epoch. */
  touchedAt: z.number(),
  /** `logKey` of the files the row was made from; empty when they are not to be trusted to be unchanged. */
  logKey: z.string(),
});
export type RunRow = z.infer<typeof runRowSchema>;

/** How the log was when a row was made from it. */
export type RowSource = Pick<RunRow, 'damage' | 'resumable' | 'epoch' | 'owner' | 'touchedAt' | 'logKey'>;

export function rowOf(digest: RunDigest, source: RowSource): RunRow {
  const { runId, flow, title, band, backend, scope, state, verdict, createdAt, endedAt, lastSeq } = digest;
  const counts = { stepsDone: stepsDone(digest), stepsTotal: digest.steps.size, findings: findingCount(digest) };
  return {
    ...{ runId, flow, title, band, backend, scope, state, verdict },
    ...counts,
    ...{ createdAt, endedAt, lastSeq },
    ...source,
  };
}

/** Stands for a run that exists but of which nothing can be read: hiding it would be worse. */
export function unreadableRow(runId: string, createdAt: number, source: RowSource): RunRow {
  return {
    runId,
    flow: 'unknown',
    title: 'Unreadable run',
    band: 'small',
    backend: 'offline',
    scope: '',
    state: 'failed',
    verdict: null,
    ...{ stepsDone: 0, stepsTotal: 0, findings: 0, createdAt, endedAt: null, lastSeq: 0 },
    ...source,
    resumable: false,
  };
}

export function summaryOf(row: RunRow, active: boolean): RunSummary {
  const { runId, flow, title, band, backend, scope, state, verdict, createdAt, endedAt, damage } = row;
  return {
    ...{ runId, flow, title, band, backend, scope, state, verdict },
    stepsDone: row.stepsDone,
    stepsTotal: row.stepsTotal,
    findings: row.findings,
    createdAt,
    endedAt,
    active,
    interrupted: !active && row.resumable && !isTerminal(state),
    damage,
  };
}
