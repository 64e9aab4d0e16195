import type { Event } from '../../base/emitter.ts';
import type { RunEvent, RunEventBody } from '../../protocol/events.ts';
import type { BackendId, Band } from '../../protocol/plan.ts';
import type { RunState } from '../../protocol/run.ts';
import type { Verdict } from '../../protocol/report.ts';
import type { LifeState } from '../../protocol/transitions.ts';

/** One row of the history, cheap to list. Times are ms since the epoch. */
export interface RunSummary {
  readonly runId: string;
  readonly flow: string;
  readonly title: string;
  readonly band: Band;
  readonly backend: BackendId;
  readonly scope: string;
  readonly state: LifeState;
  readonly verdict: Verdict | null;
  readonly stepsDone: number;
  readonly stepsTotal: number;
  readonly findings: number;
  readonly createdAt: number;
  readonly endedAt: number | null;
  /** Someone (this process or another live one) is writing this run now. */
  readonly active: boolean;
  /** Not terminal and nobody writes it: can be resumed. */
  readonly interrupted: boolean;
  /** What could not be read, in words; the rest of the row is the last good state. */
  readonly damage: string | null;
}

/**
 * Exclusive right to append to one run. `append` resolves when the events are written (stream events) or written and
 * synced (all others), in order; only then are they announced through `onAppend`. Throws BooError('store_fenced') when
 * another host took the run over, 'store_full' or 'store_unwritable' when the disk refuses; after any throw the writer is dead.
 */
export interface RunWriter {
  readonly runId: string;
  readonly epoch: number;
  append(bodies: readonly RunEventBody[]): Promise<readonly RunEvent[]>;
  /** Flushes, syncs and gives the run up. */
  close(): Promise<void>;
}

export interface AppendNotice {
  readonly runId: string;
  readonly events: readonly RunEvent[];
}

/** Durable home of the runs of one workspace. Opening it costs nothing until first use. */
export interface RunStore {
  readonly onAppend: Event<AppendNotice>;
  /** The set of runs or a summary changed (created, state, deleted). */
  readonly onChange: Event<void>;
  /** Creates the run folder and its first epoch. Throws BooError('store_unwritable' | 'store_full'). */
  create(runId: string): Promise<RunWriter>;
  /**
   * Claims the next epoch of an interrupted run and returns its state so far. Throws BooError('run_unknown'),
   * ('run_busy') when a live owner writes it, ('store_corrupt') when nothing readable is left.
   */
  takeOver(runId: string): Promise<{ writer: RunWriter; state: RunState }>;
  /**
   * All readable events of a run in order, from `afterSeq` (exclusive) on; ends at the last good one. Throws
   * BooError('run_unknown'), ('store_corrupt') when nothing is readable, ('store_newer') when a newer version wrote what follows.
   */
  read(runId: string, afterSeq?: number): AsyncIterable<RunEvent>;
  /** Newest first. */
  list(): Promise<readonly RunSummary[]>;
  /** Removes a run that nobody writes. Throws BooError('run_busy' | 'run_unknown'). */
  remove(runId: string): Promise<void>;
  /** Rebuilds the index from the logs; returns the number of runs found. */
  rebuildIndex(): Promise<number>;
  dispose(): Promise<void>;
}
