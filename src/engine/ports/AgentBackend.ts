import type { AgentEvent } from '../../protocol/agentEvent.ts';
import type { AgentStep, BackendId } from '../../protocol/plan.ts';

/** One line of what a health check found, for `boo doctor` and the command Check Backend. */
export interface HealthItem {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  /** What to do, when the status is not ok. */
  readonly remedy?: string;
}

export interface BackendHealth {
  readonly backend: BackendId;
  readonly available: boolean;
  /** Model name as configured, when known. Never contains a key. */
  readonly model: string | null;
  readonly items: readonly HealthItem[];
}

export interface SessionOptions {
  readonly step: AgentStep;
  /** Absolute path of the workspace the agent may read. */
  readonly workspace: string;
  /** Same for a retry of the same attempt, different for every attempt: fences and remote de-duplication. */
  readonly idempotencyKey: string;
}

export interface SessionInfo {
  readonly sessionId: string;
  readonly model: string | null;
  readonly pid: number | null;
}

/** One conversation with one agent. Not re-entrant: a prompt at a time. */
export interface AgentSession {
  readonly info: SessionInfo;
  /**
   * Sends one user message and yields what the agent does until its turn ends.
   * Ends normally only if the backend reported success; every failure is thrown as a BooError.
   * Aborting `signal` stops the turn and throws BooError('cancelled').
   */
  prompt(text: string, signal: AbortSignal): AsyncIterable<AgentEvent>;
  /** Releases the session. Resolves when no process or socket of it is left, at most 2 s later. Never throws. */
  close(): Promise<void>;
}

/**
 * Runs agent steps. Implementations prove that agents cannot write before `openSession` resolves, else they throw
 * BooError('readonly_unproven'); they never fall back to another backend.
 */
export interface AgentBackend {
  readonly id: BackendId;
  /** How many sessions may be open at once. */
  readonly concurrency: number;
  health(signal: AbortSignal): Promise<BackendHealth>;
  /**
   * A quick check before a run: throws the BooError that would stop every session. May start warming up for
   * `workspace` in the background. It proves nothing about read-only operation; `openSession` does.
   */
  ready(workspace: string, signal: AbortSignal): Promise<void>;
  openSession(options: SessionOptions, signal: AbortSignal): Promise<AgentSession>;
  /** No run uses the backend now: ends everything that was kept warm, within 2 s. It can be used again afterwards. */
  rest(): Promise<void>;
  /** Ends every session and process. Idempotent. */
  dispose(): Promise<void>;
}
