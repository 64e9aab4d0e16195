import { deferred } from '../../base/deferred.ts';
import { asBooError, BooError } from '../../protocol/errors.ts';
import type { StepOutput } from '../../protocol/events.ts';
import type { BackendId, CodeStep, PlanStep } from '../../protocol/plan.ts';
import { type RunState, stepOf } from '../../protocol/run.ts';
import { isTerminal } from '../../protocol/transitions.ts';
import { runAgentAttempt } from './agentStep.ts';
import { decide, type MissingInput } from './decide.ts';
import { type PlanGraph, planGraph } from './graph.ts';
import { refusalOf } from './budget.ts';
import { whyWithoutReport } from './outcome.ts';
import { afterFailure } from './policy.ts';
import { ReadyQueue } from './readyQueue.ts';
import type { RunnerOptions } from './runnerOptions.ts';

interface Running {
  readonly controller: AbortController;
  readonly usesSlot: boolean;
}

type Performer = 'engine' | BackendId;
type Work = (attempt: number, signal: AbortSignal) => Promise<StepOutput>;

/**
 * Drives one run: starts each step the moment its last dependency ends, longest remaining path first, as far as slots
 * and budgets allow; retries, cancels, blocks and finishes. It decides and records; it does not prompt, judge, render
 * or touch files. One instance per ownership of a run.
 */
export class Runner {
  private readonly options: RunnerOptions;
  private readonly graph: PlanGraph;
  private readonly ready: ReadyQueue;
  private readonly missing = new Map<string, readonly MissingInput[]>();
  private readonly running = new Map<string, Running>();
  private readonly timers = new Map<string, () => void>();
  private readonly candidates = new Set<string>();
  /** Steps whose backoff is over, whatever the wall clock says. */
  private readonly due = new Set<string>();
  private readonly finished = deferred<void>();
  private cancelWall: () => void = () => {};
  private wallSpent = false;
  private pumping = false;
  private again = false;
  private detached = false;
  private over = false;
  private fatal: BooError | undefined;

  constructor(options: RunnerOptions) {
    this.options = options;
    this.graph = planGraph(options.recorder.state.plan);
    this.ready = new ReadyQueue(this.graph);
  }

  /** Resolves when the run is terminal, blocked or given up; rejects with a BooError when its log cannot be written. */
  get ended(): Promise<void> {
    return this.finished.promise;
  }

  /** Starts a new run or goes on with one that was taken over (its steps already repaired by `recover`). */
  start(): void {
    const { state } = this.options.recorder;
    this.cancelWall = this.options.clock.after(state.plan.budget.wallMs, () => {
      this.wallSpent = true;
      this.pump();
    });
    for (const step of state.plan.steps) this.candidates.add(step.id);
    this.guard(async () => {
      if (state.state === 'pending') await this.options.recorder.record({ type: 'run.started' });
    });
  }

  /** Ends every attempt and the run. Resolves when nothing of it is left. Cancelling twice is harmless. */
  async cancel(by: 'user' | 'host'): Promise<void> {
    if (!this.over && !this.run.cancelRequested) {
      try {
        await this.options.recorder.record({ type: 'run.cancelRequested', by });
      } catch (error) {
        // The wish cannot be written down; the agents stop all the same, and `ended` carries the error.
        this.die(error);
      }
      this.abortAll();
      this.pump();
    }
    await this.ended;
  }

  /** Ends one step; its dependants see it as missing, or are cancelled when they require it. */
  async cancelStep(id: string): Promise<void> {
    const step = stepOf(this.run, id);
    if (this.over || isTerminal(step.state)) return;
    await this.options.recorder.record({ type: 'step.cancelRequested', step: id });
    this.running.get(id)?.controller.abort(new BooError('cancelled', 'The step was cancelled.'));
    this.candidates.add(id);
    this.pump();
  }

  /** Stops without recording an end: the run stays resumable. Resolves when no process is left and the log is closed. */
  async detach(): Promise<void> {
    this.detached = true;
    this.abortAll();
    this.pump();
    await this.ended.catch(() => {});
  }

  private get run(): RunState {
    return this.options.recorder.state;
  }

  private abortAll(): void {
    for (const { controller } of this.running.values())
      controller.abort(new BooError('cancelled', 'The run was cancelled.'));
  }

  /** Runs `work`, then decides again. A failure here means that the log is dead or the engine is defective. */
  private guard(work: () => Promise<void>): void {
    work().then(
      () => this.pump(),
      (error: unknown) => {
        if (!this.detached) this.die(error);
        this.pump();
      },
    );
  }

  private die(error: unknown): void {
    this.fatal ??= asBooError(error);
    this.options.log.write('error', 'run stopped', { code: this.fatal.code, message: this.fatal.message });
    this.abortAll();
  }

  private pump(): void {
    this.again = true;
    if (this.pumping || this.over) return;
    this.pumping = true;
    void this.turns();
  }

  private async turns(): Promise<void> {
    while (this.again && !this.over) {
      this.again = false;
      try {
        await this.turn();
      } catch (error) {
        this.die(error);
      }
      if (this.running.size === 0 && (this.fatal !== undefined || this.detached)) this.finish();
    }
    this.pumping = false;
  }

  /** One round of deciding. Everything that starts here runs on its own and calls `pump` again when it ends. */
  private async turn(): Promise<void> {
    if (this.fatal !== undefined || this.detached) return;
    if (this.run.cancelRequested) return this.windDown();
    // A step that is refused when its turn comes frees its dependants: they are considered in the same round, for nothing else
    // may be running that would call for another.
    do {
      while (this.candidates.size > 0 && !this.stopping) {
        const batch = [...this.candidates];
        this.candidates.clear();
        for (const id of batch) await this.consider(id);
      }
      await this.startReady();
    } while (this.candidates.size > 0 && !this.stopping);
    await this.settle();
  }

  private async consider(id: string): Promise<void> {
    const step = this.graph.byId.get(id);
    if (step === undefined) return;
    const state = stepOf(this.run, id);
    if (this.running.has(id) || isTerminal(state.state)) return;
    if (state.cancelRequested) return this.cancelPending(id, 'user', 'cancelled by the user');
    if (state.state !== 'pending' || this.timers.has(id)) return;
    if (state.retryAt !== null && !this.due.delete(id) && this.waitForRetry(id, state.retryAt)) return;
    const decision = decide(step, this.run, (validator) => this.options.refuted(validator, this.run));
    switch (decision.do) {
      case 'wait':
        return;
      case 'cancel':
        return this.cancelPending(id, 'upstream_failed', decision.because);
      case 'skip':
        this.launch(step, 'engine', () => Promise.resolve({ kind: 'skipped', reason: decision.reason }));
        return;
      case 'start':
        this.missing.set(id, decision.missing);
        if (step.kind === 'code') this.launch(step, 'engine', (_attempt, signal) => this.runCode(step, signal));
        else this.ready.push(id);
        return;
    }
  }

  private waitForRetry(id: string, retryAt: number): boolean {
    const { clock } = this.options;
    const delay = Math.min(Math.max(0, retryAt - clock.now()), 10 * this.options.policy.capMs);
    if (delay === 0) return false;
    const cancel = clock.after(delay, () => {
      this.timers.delete(id);
      this.due.add(id);
      this.candidates.add(id);
      this.pump();
    });
    this.timers.set(id, cancel);
    return true;
  }

  private async startReady(): Promise<void> {
    const limit = Math.max(1, Math.min(this.options.concurrency, this.options.backend.concurrency));
    while (this.ready.size > 0 && this.agentsRunning() < limit && !this.stopping) {
      const id = this.ready.pop();
      const step = id === undefined ? undefined : this.graph.byId.get(id);
      if (id === undefined || step?.kind !== 'agent') continue;
      const state = stepOf(this.run, id);
      if (state.state !== 'pending') continue;
      const refusal = await this.budgetRefusal();
      if (refusal !== undefined) await this.cancelPending(id, 'budget', refusal);
      else if (state.cancelRequested) await this.cancelPending(id, 'user', 'cancelled by the user');
      else {
        const missing = this.missing.get(id) ?? [];
        this.launch(step, this.options.backend.id, (attempt, signal) =>
          this.inSlot(signal, () => runAgentAttempt(step, attempt, missing, this.options, signal)),
        );
      }
    }
  }

  /** Runs of one backend share its sessions. Waiting for one counts on no limit of the step. */
  private async inSlot<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const leave = await this.options.slots.take(signal);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  private agentsRunning(): number {
    let count = 0;
    for (const running of this.running.values()) if (running.usesSlot) count += 1;
    return count;
  }

  /** Records the first refusal, so that the report can say it. */
  private async budgetRefusal(): Promise<string | undefined> {
    const refusal = refusalOf(this.run, this.wallSpent);
    if (refusal !== undefined && !this.run.budgetNotes.includes(refusal.message)) {
      await this.options.recorder.record({ type: 'run.budget', ...refusal });
    }
    return refusal?.message;
  }

  /** Given up or broken: nothing may start any more. */
  private get stopping(): boolean {
    return this.detached || this.fatal !== undefined;
  }

  private launch(step: PlanStep, by: Performer, work: Work): void {
    if (this.stopping) return;
    const controller = new AbortController();
    this.running.set(step.id, { controller, usesSlot: by !== 'engine' });
    this.guard(async () => {
      try {
        await this.attempt(step.id, by, controller.signal, work);
      } finally {
        this.running.delete(step.id);
        this.candidates.add(step.id);
        for (const id of this.graph.dependants.get(step.id) ?? []) this.candidates.add(id);
      }
    });
  }

  private async attempt(id: string, by: Performer, signal: AbortSignal, work: Work): Promise<void> {
    const { recorder, random } = this.options;
    const n = stepOf(this.run, id).attempts.length + 1;
    await recorder.record({ type: 'attempt.intent', step: id, attempt: n, backend: by, idempotencyKey: random.id() });
    let output: StepOutput;
    try {
      if (signal.aborted) throw new BooError('cancelled', 'The step was cancelled.');
      output = await work(n, signal);
    } catch (error) {
      return this.failed(id, n, signal, asBooError(error));
    }
    await recorder.record({ type: 'step.completed', step: id, attempt: n, output });
  }

  private async failed(id: string, attempt: number, signal: AbortSignal, cause: BooError): Promise<void> {
    // Only our own signal is a person's wish; a backend that says so by itself has lost its agent.
    const called = cause.code === 'cancelled' && !signal.aborted;
    const error = called ? new BooError('agent_lost', 'The backend gave the session up.', { cause }) : cause;
    const { recorder, clock, random, policy, log } = this.options;
    if (this.detached || this.fatal !== undefined || error.code.startsWith('store_')) throw error;
    if (error.code === 'cancelled') {
      await recorder.record({ type: 'step.cancelled', step: id, reason: 'user', message: 'cancelled by the user' });
      return;
    }
    const record = error.toRecord();
    log.write('warn', `step ${id} attempt ${attempt} failed`, { code: error.code, message: error.message });
    await recorder.record({ type: 'attempt.failed', step: id, attempt, error: record });
    const after = afterFailure(error, stepOf(this.run, id), policy, random.next());
    switch (after.next) {
      case 'retry':
        return recorder.record({
          type: 'step.retrying',
          step: id,
          reason: 'backoff',
          retryAt: clock.now() + after.delayMs,
        });
      case 'block':
        return recorder.record({ type: 'step.blocked', step: id, reason: after.reason, error: record });
      case 'fail':
        return recorder.record({
          type: 'step.failed',
          step: id,
          error: record,
          ...(after.reason === undefined ? {} : { reason: after.reason }),
        });
    }
  }

  private async runCode(step: CodeStep, signal: AbortSignal): Promise<StepOutput> {
    const result = await this.options.runCode(step, this.run, signal);
    if (result.report !== undefined)
      await this.options.recorder.record({ type: 'report.ready', report: result.report });
    return { kind: 'code', summary: result.summary, data: result.data };
  }

  private async cancelPending(
    id: string,
    reason: 'user' | 'upstream_failed' | 'budget',
    message: string,
  ): Promise<void> {
    this.timers.get(id)?.();
    this.timers.delete(id);
    this.due.delete(id);
    await this.options.recorder.record({ type: 'step.cancelled', step: id, reason, message });
    for (const dependant of this.graph.dependants.get(id) ?? []) this.candidates.add(dependant);
  }

  /** The cancel request is on disk and every attempt was told; ends what has not started, then the run. */
  private async windDown(): Promise<void> {
    this.abortAll();
    for (const cancel of this.timers.values()) cancel();
    this.timers.clear();
    if (this.running.size > 0) return;
    for (const step of this.run.steps.values()) {
      if (!isTerminal(step.state)) await this.cancelPending(step.id, 'user', 'cancelled by the user');
    }
    this.candidates.clear();
    await this.options.recorder.record({ type: 'run.cancelled' });
    this.finish();
  }

  /** Ends the run when nothing runs, waits or can start. */
  private async settle(): Promise<void> {
    if (this.stopping) return;
    if (this.running.size > 0 || this.timers.size > 0 || this.ready.size > 0 || this.candidates.size > 0) return;
    const { recorder } = this.options;
    if (this.run.cancelRequested) return this.windDown();
    const blocked = [...this.run.steps.values()].find((step) => step.state === 'blocked');
    if (blocked !== undefined) {
      const error = blocked.error ?? new BooError('internal', `Step ${blocked.id} is blocked.`).toRecord();
      await recorder.record({ type: 'run.blocked', error });
      if (this.run.cancelRequested) return this.windDown();
    } else if (this.run.report !== null) {
      await recorder.record({ type: 'run.completed', verdict: this.run.report.verdict });
    } else {
      await recorder.record({ type: 'run.failed', error: whyWithoutReport(this.run) });
    }
    this.finish();
  }

  private finish(): void {
    if (this.over) return;
    this.over = true;
    this.cancelWall();
    for (const cancel of this.timers.values()) cancel();
    this.timers.clear();
    const { fatal } = this;
    this.options.recorder
      .close()
      .catch((error: unknown) =>
        this.options.log.write('warn', 'closing the run log failed', { message: asBooError(error).message }),
      )
      .finally(() => {
        if (fatal === undefined) this.finished.resolve();
        else this.finished.reject(fatal);
      });
    // Nobody may be waiting; a rejection nobody hears must not end the process.
    this.finished.promise.catch(() => {});
  }
}
