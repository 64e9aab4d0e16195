import { assertNever } from '../base/assertNever.ts';
import type { AgentEvent, Usage } from './agentEvent.ts';
import { BooError } from './errors.ts';
import type { RunEvent } from './events.ts';
import { type AttemptState, currentAttempt, type RunState, type StepState, stepOf } from './run.ts';
import { isAllowed, type LifeState, runTransitions, stepTransitions } from './transitions.ts';

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

/** The state right after `run.created`. */
function createRun(event: EventOf<'run.created'>): RunState {
  const steps = new Map<string, StepState>();
  for (const step of event.plan.steps) {
    steps.set(step.id, {
      id: step.id,
      state: 'pending',
      reason: 'deps',
      message: null,
      error: null,
      attempts: [],
      attemptsBefore: 0,
      output: null,
      startedAt: null,
      endedAt: null,
      retryAt: null,
      cancelRequested: false,
    });
  }
  return {
    runId: event.runId,
    plan: event.plan,
    backend: event.backend,
    workspace: event.workspace,
    version: event.version,
    state: 'pending',
    error: null,
    steps,
    createdAt: event.at,
    startedAt: null,
    endedAt: null,
    cancelRequested: false,
    generation: 1,
    epoch: 1,
    fingerprintBefore: null,
    fingerprintAfter: null,
    workspaceChanges: [],
    budgetNotes: [],
    report: null,
    verdict: null,
    lastSeq: event.seq,
    lastAt: event.at,
  };
}

/**
 * The one reducer: applies an event to the state and returns it. `state` is changed in place (the caller owns it), so
 * the cost per event does not grow with the plan. An event already seen (`seq` <= lastSeq) is ignored; a gap or a
 * transition that the table does not allow throws BooError('store_corrupt'): state is never guessed.
 */
export function fold(state: RunState | undefined, event: RunEvent): RunState {
  if (state === undefined) {
    if (event.type !== 'run.created' || event.seq !== 1) {
      throw new BooError('store_corrupt', `A run must begin with run.created, not ${event.type} (seq ${event.seq}).`);
    }
    return createRun(event);
  }
  if (event.seq <= state.lastSeq) return state;
  if (event.seq !== state.lastSeq + 1) {
    throw new BooError(
      'store_corrupt',
      `Events ${state.lastSeq + 1} to ${event.seq - 1} of run ${state.runId} are missing.`,
    );
  }
  apply(state, event);
  state.lastSeq = event.seq;
  state.lastAt = event.at;
  return state;
}

export function foldAll(events: Iterable<RunEvent>): RunState | undefined {
  let state: RunState | undefined;
  for (const event of events) state = fold(state, event);
  return state;
}

function apply(state: RunState, event: RunEvent): void {
  switch (event.type) {
    case 'run.created':
      throw new BooError('store_corrupt', `Run ${state.runId} was created twice.`);
    case 'run.started':
      moveRun(state, 'running', event);
      state.startedAt = event.at;
      return;
    case 'run.resumed':
      state.epoch = event.epoch;
      return;
    case 'run.cancelRequested':
      state.cancelRequested = true;
      return;
    case 'run.cancelled':
      moveRun(state, 'cancelled', event);
      state.endedAt = event.at;
      return;
    case 'run.blocked':
      moveRun(state, 'blocked', event);
      state.error = event.error;
      return;
    case 'run.unblocked':
      moveRun(state, 'running', event);
      state.error = null;
      return;
    case 'run.failed':
      moveRun(state, 'failed', event);
      state.error = event.error;
      state.endedAt = event.at;
      return;
    case 'run.completed':
      moveRun(state, 'completed', event);
      state.verdict = event.verdict;
      state.endedAt = event.at;
      return;
    case 'run.reopened':
      reopen(state, event);
      return;
    case 'run.budget':
      state.budgetNotes.push(event.message);
      return;
    case 'workspace.fingerprint':
      if (event.when === 'before') state.fingerprintBefore = event.digest;
      else {
        state.fingerprintAfter = event.digest;
        state.workspaceChanges = event.changes;
      }
      return;
    case 'report.ready':
      state.report = event.report;
      return;
    default:
      applyToStep(state, event);
  }
}

type StepEvent = Extract<RunEvent, { step: string }>;

function applyToStep(state: RunState, event: StepEvent): void {
  const step = stepOf(state, event.step);
  switch (event.type) {
    case 'attempt.intent':
      beginAttempt(step, event);
      return;
    case 'attempt.started': {
      const attempt = liveAttempt(step, event.attempt);
      attempt.state = 'running';
      attempt.sessionId = event.sessionId;
      attempt.model = event.model;
      attempt.pid = event.pid;
      attempt.lastEventAt = event.at;
      attempt.now = 'Waiting for the model';
      return;
    }
    case 'attempt.prompted':
      liveAttempt(step, event.attempt).lastEventAt = event.at;
      return;
    case 'attempt.challenged': {
      const attempt = liveAttempt(step, event.attempt);
      attempt.challenged = true;
      attempt.lastEventAt = event.at;
      attempt.now = `Answering ${event.violations.length} objections`;
      return;
    }
    case 'attempt.event':
      noteActivity(liveAttempt(step, event.attempt), event.event, event.at);
      return;
    case 'attempt.lost':
    case 'attempt.failed': {
      const attempt = liveAttempt(step, event.attempt);
      attempt.state = event.type === 'attempt.lost' ? 'lost' : 'failed';
      attempt.error = event.type === 'attempt.failed' ? event.error : { code: 'agent_lost', message: event.why };
      attempt.endedAt = event.at;
      return;
    }
    case 'step.completed': {
      const attempt = liveAttempt(step, event.attempt);
      moveStep(step, 'completed', event);
      attempt.state = 'completed';
      attempt.endedAt = event.at;
      step.output = event.output;
      step.reason = event.output.kind === 'skipped' ? 'skipped' : null;
      step.message = event.output.kind === 'skipped' ? event.output.reason : null;
      step.endedAt = event.at;
      return;
    }
    case 'step.retrying':
      moveStep(step, 'pending', event);
      step.reason = event.reason;
      step.retryAt = event.retryAt;
      return;
    case 'step.failed':
      moveStep(step, 'failed', event);
      endStep(step, event.at, event.reason ?? null, event.error.message);
      step.error = event.error;
      return;
    case 'step.blocked':
      moveStep(step, 'blocked', event);
      endStep(step, event.at, event.reason, event.error.message);
      step.error = event.error;
      return;
    case 'step.unblocked':
      moveStep(step, 'pending', event);
      clearEnd(step);
      return;
    case 'step.cancelRequested':
      step.cancelRequested = true;
      return;
    case 'step.cancelled':
      moveStep(step, 'cancelled', event);
      endStep(step, event.at, event.reason, event.message);
      return;
    default:
      assertNever(event);
  }
}

function beginAttempt(step: StepState, event: EventOf<'attempt.intent'>): void {
  if (event.attempt !== step.attempts.length + 1) {
    throw new BooError(
      'store_corrupt',
      `Step ${step.id}: attempt ${event.attempt} follows attempt ${step.attempts.length}.`,
    );
  }
  moveStep(step, 'running', event);
  step.reason = null;
  step.message = null;
  step.retryAt = null;
  step.startedAt ??= event.at;
  step.attempts.push({
    n: event.attempt,
    state: 'dispatching',
    backend: event.backend,
    idempotencyKey: event.idempotencyKey,
    startedAt: event.at,
    endedAt: null,
    sessionId: null,
    model: null,
    pid: null,
    error: null,
    challenged: false,
    usage: null,
    toolCalls: 0,
    lastEventAt: event.at,
    now: 'Starting',
  });
}

/** Fencing: only the current, unended attempt may act. */
function liveAttempt(step: StepState, n: number): AttemptState {
  const attempt = currentAttempt(step);
  if (attempt === undefined || attempt.n !== n || attempt.endedAt !== null) {
    throw new BooError('store_corrupt', `Step ${step.id}: attempt ${n} is not the current one.`);
  }
  return attempt;
}

function noteActivity(attempt: AttemptState, event: AgentEvent, at: number): void {
  attempt.lastEventAt = at;
  switch (event.type) {
    case 'text':
      attempt.now = 'Writing';
      return;
    case 'reasoning':
      attempt.now = 'Thinking';
      return;
    case 'tool_call':
      attempt.toolCalls += 1;
      attempt.now = event.title;
      return;
    case 'usage':
      attempt.usage = addUsage(attempt.usage, event.usage);
      return;
    case 'tool_update':
    case 'commands':
    case 'rewind':
    case 'notice':
      return;
    default:
      assertNever(event);
  }
}

function addUsage(sum: Usage | null, more: Usage): Usage {
  if (sum === null) return more;
  return {
    ...sum,
    ...more,
    inputTokens: sum.inputTokens + more.inputTokens,
    outputTokens: sum.outputTokens + more.outputTokens,
  };
}

function endStep(step: StepState, at: number, reason: StepState['reason'], message: string): void {
  const attempt = currentAttempt(step);
  if (attempt !== undefined && attempt.endedAt === null) {
    attempt.state = step.state === 'cancelled' ? 'cancelled' : 'failed';
    attempt.endedAt = at;
  }
  step.reason = reason;
  step.message = message;
  step.endedAt = at;
  step.retryAt = null;
}

function clearEnd(step: StepState): void {
  step.reason = 'deps';
  step.message = null;
  step.error = null;
  step.endedAt = null;
  step.cancelRequested = false;
  step.attemptsBefore = step.attempts.length;
}

function reopen(state: RunState, event: EventOf<'run.reopened'>): void {
  moveRun(state, 'running', event);
  state.generation = event.generation;
  state.cancelRequested = false;
  state.endedAt = null;
  state.error = null;
  state.report = null;
  state.verdict = null;
  for (const id of event.steps) {
    const step = stepOf(state, id);
    moveStep(step, 'pending', event);
    clearEnd(step);
    step.startedAt = null;
  }
}

function moveStep(step: StepState, to: LifeState, event: RunEvent): void {
  if (!isAllowed(stepTransitions, step.state, to, event.type)) {
    throw new BooError('store_corrupt', `Step ${step.id} cannot go from ${step.state} to ${to} by ${event.type}.`);
  }
  step.state = to;
}

function moveRun(state: RunState, to: LifeState, event: RunEvent): void {
  if (!isAllowed(runTransitions, state.state, to, event.type)) {
    throw new BooError('store_corrupt', `Run ${state.runId} cannot go from ${state.state} to ${to} by ${event.type}.`);
  }
  state.state = to;
}
