import type { RunSummary } from '../../engine/ports/RunStore.ts';
import type { PlanStep } from '../../protocol/plan.ts';
import type { StepState } from '../../protocol/run.ts';
import type { OpenApp } from '../apps.ts';

/** A row for a run. The same object for as long as the run exists, so that the editor can redraw it alone. */
export interface RunNode {
  readonly kind: 'run';
  readonly runId: string;
  readonly owner: OpenApp;
  summary: RunSummary;
  /** Told in the row when the window has several folders. */
  readonly folderName: string | undefined;
}

export interface StepNode {
  readonly kind: 'step';
  readonly runId: string;
  /** Step id. */
  readonly step: string;
  readonly parent: RunNode;
  readonly plan: PlanStep;
  readonly state: StepState;
  /** The run is owned by this window. */
  readonly live: boolean;
}

export type Node = RunNode | StepNode;
