import type { Log } from '../base/log.ts';
import type { Event } from '../base/emitter.ts';
import type { BackendHealth } from '../engine/ports/AgentBackend.ts';
import type { RunStore } from '../engine/ports/RunStore.ts';
import type { ErrorRecord } from '../protocol/errors.ts';
import type { RunEvent } from '../protocol/events.ts';
import type { BackendId, Band, Plan, ScopeFacts } from '../protocol/plan.ts';
import type { Report, ReportFormat } from '../protocol/report.ts';
import type { RunState } from '../protocol/run.ts';
import type { ScopeRequest } from '../workspace/scope/scopeRequest.ts';

/** What the user may set. Times in ms. Front ends read it from their own configuration and pass it in. */
export interface AppSettings {
  /** Absolute path or command name of the qwen CLI; null = BOO_QWEN, then PATH. */
  readonly qwenPath: string | null;
  readonly qwenTransport: 'stream-json' | 'acp';
  readonly sandbox: 'auto' | 'require' | 'off';
  /** Agent steps at once. */
  readonly concurrency: number;
  readonly stepWallMs: number;
  readonly stepSilenceMs: number;
  readonly stepToolCalls: number;
  readonly stepTokens: number;
  readonly runTokens: number;
  readonly runWallMs: number;
  /** Ceiling for one rendered prompt, in tokens. */
  readonly contextTokens: number;
  readonly maxScopeFiles: number;
}

export interface AppOptions {
  /** Absolute, existing folder. */
  readonly workspace: string;
  /** Folder for run logs and the index; created on first write. Never inside the workspace. */
  readonly storeDir: string;
  /** Folder that contains `flows/` and `agents/` as shipped, and `sql-wasm.wasm` under `dist/`. */
  readonly resources: string;
  /** Workspace flows and personas are read only when the workspace is trusted; runs start only then. */
  readonly trusted: boolean;
  readonly settings: () => AppSettings;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly log: Log;
}

export type { ScopeRequest };

export interface FlowInfo {
  readonly name: string;
  readonly title: string;
  readonly category: string;
  readonly description: string;
  readonly source: 'builtin' | 'user' | 'workspace';
  /** Absolute path of the definition. */
  readonly file: string;
  /** What the user gives, for help texts. */
  readonly gives: string;
  readonly briefPrompt: string;
  readonly briefRequired: boolean;
  readonly briefExamples: readonly string[];
  readonly defaultScope: ScopeRequest['kind'];
  /** Scopes that make sense for it, the default one included. */
  readonly scopes: readonly ScopeRequest['kind'][];
}

/** A definition file that could not be used; the others still can. Line and column are 1-based. */
export interface DefinitionProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What is wrong, and what to write instead. */
  readonly message: string;
}

/** A definition file that is to be checked: its text as it is, saved or not. */
export interface DefinitionFile {
  /** Absolute path. The folder decides nothing: `.md` is a persona, `.yaml` and `.yml` are flows. */
  readonly file: string;
  readonly text: string;
}

/** What was looked at, and what is wrong with it. */
export interface DefinitionCheck {
  readonly flows: number;
  readonly personas: number;
  readonly problems: readonly DefinitionProblem[];
}

export interface PlanRequest {
  readonly flow: string;
  readonly brief: string;
  readonly scope: ScopeFacts;
  readonly size: 'auto' | Band;
}

/** A run as front ends follow it: the folded state (owned by the app, do not change) and the events as they come. */
export interface LiveRun {
  readonly runId: string;
  readonly state: RunState;
  readonly onEvents: Event<readonly RunEvent[]>;
  /** Resolves when the run is terminal, blocked, or its owner let it go. */
  readonly ended: Promise<void>;
}

/**
 * Everything a front end can do. Nothing is loaded, started or written before the first call that needs it.
 * All methods throw BooError.
 */
export interface App {
  readonly store: RunStore;
  /** Runs that this process owns and that are not over. */
  readonly liveRuns: ReadonlyMap<string, LiveRun>;
  readonly onLiveRunsChange: Event<void>;
  flows(): Promise<{ readonly flows: readonly FlowInfo[]; readonly problems: readonly DefinitionProblem[] }>;
  /** The flow of that name. Throws BooError('flow_unknown'), or ('flow_invalid') when its file has problems. */
  flow(name: string): Promise<FlowInfo>;
  /** Names of the personas that flows can ask for. */
  personas(): Promise<readonly string[]>;
  /**
   * Checks definition files as the loader would: the given ones, each in place of the stored file of the same path, or without any
   * every file that is loaded. Problems of other files are left out when files are given.
   */
  checkDefinitions(files: readonly DefinitionFile[]): Promise<DefinitionCheck>;
  /** `brief` feeds the symptom signals. */
  resolveScope(request: ScopeRequest, brief: string, signal: AbortSignal): Promise<ScopeFacts>;
  plan(request: PlanRequest): Promise<Plan>;
  /** Checks the backend, writes `run.created`, starts. Rejects before anything is written when the backend is not usable. */
  start(plan: Plan, backend: BackendId): Promise<LiveRun>;
  /** Continues an interrupted or cancelled-by-host run from its stored plan. Completed steps are never run again. */
  resume(runId: string): Promise<LiveRun>;
  /** Asks and waits until no process of the run is left. A run that nobody owns is marked cancelled. */
  cancel(runId: string): Promise<void>;
  cancelStep(runId: string, step: string): Promise<void>;
  /** The folded state of any run, from memory when live, else from its log. */
  state(runId: string): Promise<RunState>;
  report(runId: string): Promise<Report>;
  render(report: Report, format: ReportFormat): string;
  /** Everything about the backend, one line each; takes seconds. */
  health(backend: BackendId, signal: AbortSignal): Promise<BackendHealth>;
  /** The quick form: throws the typed reason when a run could not start, and lets the backend warm up meanwhile. */
  ready(backend: BackendId, signal: AbortSignal): Promise<void>;
  /** Problems seen while opening the store (quarantined parts, newer version); for a banner. */
  storeProblems(): Promise<readonly ErrorRecord[]>;
  /** Cancels nothing on disk: live runs become interrupted and can be resumed. Kills every process. */
  dispose(): Promise<void>;
}
