import type { AgentOutput, RunEvent, StepOutput } from '../protocol/events.ts';
import type { BackendId, Band, Plan } from '../protocol/plan.ts';
import type { Report, ReportFinding, Verdict } from '../protocol/report.ts';
import { type AttemptLife, isTerminal, type LifeState } from '../protocol/transitions.ts';

/**
 * What the index keeps of a run: enough to list, search and compare, without plan, prompts and streams. Built from the
 * events by `digestEvent`; the same events give the same digest, whether as they happen or from the log.
 * Unlike `fold` it does not check transitions and does not need stream events.
 */
export interface RunDigest {
  readonly runId: string;
  readonly flow: string;
  readonly title: string;
  readonly band: Band;
  readonly backend: BackendId;
  readonly scope: string;
  readonly createdAt: number;
  state: LifeState;
  verdict: Verdict | null;
  endedAt: number | null;
  lastSeq: number;
  /** In plan order. */
  readonly steps: Map<string, StepDigest>;
  /** Findings of the report; empty before there is one. */
  findings: readonly FindingDigest[];
}

export interface StepDigest {
  readonly id: string;
  readonly title: string;
  readonly persona: string | null;
  state: LifeState;
  startedAt: number | null;
  endedAt: number | null;
  readonly attempts: AttemptDigest[];
  output: OutputDigest | null;
}

interface AttemptDigest {
  readonly n: number;
  readonly backend: string;
  state: AttemptLife;
  model: string | null;
  readonly startedAt: number;
  endedAt: number | null;
  /** Error code of a failed attempt. */
  error: string | null;
}

interface OutputDigest {
  readonly kind: StepOutput['kind'];
  /** First words of the answer. */
  readonly summary: string;
  readonly findings: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface FindingDigest {
  readonly id: string;
  readonly kind: ReportFinding['kind'];
  readonly severity: ReportFinding['severity'];
  readonly category: string;
  readonly persona: string;
  readonly title: string;
  readonly path: string | null;
  readonly line: number | null;
}

/** Characters kept of an answer. */
const SUMMARY_CHARS = 300;

/** Applies one event. `digest` is changed in place; undefined until `run.created`. Events already seen change nothing. */
export function digestEvent(digest: RunDigest | undefined, event: RunEvent): RunDigest | undefined {
  if (digest === undefined) return event.type === 'run.created' ? create(event) : undefined;
  if (event.seq <= digest.lastSeq) return digest;
  digest.lastSeq = event.seq;
  applyToRun(digest, event);
  if ('step' in event) {
    const step = digest.steps.get(event.step);
    if (step !== undefined) applyToStep(step, event);
  }
  return digest;
}

export function stepsDone(digest: RunDigest): number {
  let done = 0;
  for (const step of digest.steps.values()) if (isTerminal(step.state)) done += 1;
  return done;
}

/** Findings of the report, or those raised so far. */
export function findingCount(digest: RunDigest): number {
  if (digest.findings.length > 0 || digest.verdict !== null) return digest.findings.length;
  let raised = 0;
  for (const step of digest.steps.values()) raised += step.output?.findings ?? 0;
  return raised;
}

function create(event: Extract<RunEvent, { type: 'run.created' }>): RunDigest {
  const { plan } = event;
  return {
    runId: event.runId,
    flow: cut(plan.flow.name),
    title: cut(plan.flow.title),
    band: plan.band.value,
    backend: event.backend,
    scope: cut(plan.scope.label),
    createdAt: event.at,
    state: 'pending',
    verdict: null,
    endedAt: null,
    lastSeq: event.seq,
    steps: new Map(plan.steps.map((step) => [step.id, emptyStep(step)])),
    findings: [],
  };
}

function emptyStep(step: Plan['steps'][number]): StepDigest {
  const persona = step.kind === 'agent' ? step.persona : null;
  const times = { startedAt: null, endedAt: null };
  return { id: step.id, title: step.title, persona, state: 'pending', ...times, attempts: [], output: null };
}

function applyToRun(digest: RunDigest, event: RunEvent): void {
  switch (event.type) {
    case 'run.started':
    case 'run.unblocked':
      digest.state = 'running';
      return;
    case 'run.blocked':
      digest.state = 'blocked';
      return;
    case 'run.cancelled':
      end(digest, 'cancelled', event.at);
      return;
    case 'run.failed':
      end(digest, 'failed', event.at);
      return;
    case 'run.completed':
      end(digest, 'completed', event.at);
      digest.verdict = event.verdict;
      return;
    case 'run.reopened':
      reopen(digest, event.steps);
      return;
    case 'report.ready':
      digest.findings = digestFindings(event.report);
      return;
    default:
      // Everything else concerns a step or is not indexed.
      return;
  }
}

function end(digest: RunDigest, state: LifeState, at: number): void {
  digest.state = state;
  digest.endedAt = at;
}

function reopen(digest: RunDigest, steps: readonly string[]): void {
  digest.state = 'running';
  digest.verdict = null;
  digest.endedAt = null;
  digest.findings = [];
  for (const id of steps) {
    const step = digest.steps.get(id);
    if (step === undefined) continue;
    step.state = 'pending';
    step.startedAt = null;
    step.endedAt = null;
  }
}

function applyToStep(step: StepDigest, event: Extract<RunEvent, { step: string }>): void {
  const attempt = step.attempts.at(-1);
  switch (event.type) {
    case 'attempt.intent':
      step.state = 'running';
      step.startedAt ??= event.at;
      step.attempts.push({
        n: event.attempt,
        backend: event.backend,
        state: 'dispatching',
        model: null,
        startedAt: event.at,
        endedAt: null,
        error: null,
      });
      return;
    case 'attempt.started':
      if (attempt === undefined) return;
      attempt.state = 'running';
      attempt.model = event.model;
      return;
    case 'attempt.lost':
      endAttempt(attempt, 'lost', event.at, 'agent_lost');
      return;
    case 'attempt.failed':
      endAttempt(attempt, 'failed', event.at, event.error.code);
      return;
    case 'step.completed':
      endStep(step, 'completed', event.at);
      endAttempt(attempt, 'completed', event.at, null);
      step.output = digestOutput(event.output);
      return;
    case 'step.retrying':
      step.state = 'pending';
      return;
    case 'step.failed':
      endStep(step, 'failed', event.at);
      endAttempt(attempt, 'failed', event.at, event.error.code);
      return;
    case 'step.blocked':
      endStep(step, 'blocked', event.at);
      endAttempt(attempt, 'failed', event.at, event.error.code);
      return;
    case 'step.cancelled':
      endStep(step, 'cancelled', event.at);
      endAttempt(attempt, 'cancelled', event.at, 'cancelled');
      return;
    case 'step.unblocked':
      step.state = 'pending';
      step.endedAt = null;
      return;
    default:
      // Requests and streams leave no trace in the index.
      return;
  }
}

function endStep(step: StepDigest, state: LifeState, at: number): void {
  step.state = state;
  step.endedAt = at;
}

/** An attempt ends once; a later end of its step leaves it as it is. */
function endAttempt(attempt: AttemptDigest | undefined, state: AttemptLife, at: number, error: string | null): void {
  if (attempt === undefined || attempt.endedAt !== null) return;
  attempt.state = state;
  attempt.endedAt = at;
  attempt.error = error;
}

function digestOutput(output: StepOutput): OutputDigest {
  switch (output.kind) {
    case 'agent':
      return digestAnswer(output);
    case 'code':
      return { kind: 'code', summary: cut(output.summary), findings: 0, inputTokens: 0, outputTokens: 0 };
    case 'skipped':
      return { kind: 'skipped', summary: cut(output.reason), findings: 0, inputTokens: 0, outputTokens: 0 };
  }
}

function digestAnswer(output: AgentOutput): OutputDigest {
  return {
    kind: 'agent',
    summary: cut(output.markdown),
    findings: output.findings.length,
    inputTokens: output.usage?.inputTokens ?? 0,
    outputTokens: output.usage?.outputTokens ?? 0,
  };
}

function digestFindings(report: Report): FindingDigest[] {
  return report.findings.map((finding) => {
    const { id, kind, severity, category, persona, title } = finding;
    const place = finding.citations.find((citation) => citation.path !== undefined);
    return {
      id,
      kind,
      severity,
      category,
      persona,
      title: cut(title),
      path: place?.path ?? null,
      line: place?.startLine ?? null,
    };
  });
}

/** Cut by characters, not code units; what a database text cannot hold (NUL, half surrogate pairs) is replaced. */
function cut(text: string): string {
  const start = [...text.slice(0, SUMMARY_CHARS * 2)].slice(0, SUMMARY_CHARS).join('');
  return start.toWellFormed().replaceAll('\0', ' ');
}
