import type { AgentOutput, RunEventBody } from '../../src/protocol/events.ts';
import type { Finding } from '../../src/protocol/finding.ts';
import type { Plan, PlanStep } from '../../src/protocol/plan.ts';
import type { Report } from '../../src/protocol/report.ts';
import { createdEvent, makeCodeStep, makePlanOf, makeStep } from './runFixture.ts';

/** A valid plan of `steps` agent steps (`angle-1`, ...) that all feed one code step `render`; or of the steps given. */
export function makePlan(options: { readonly steps?: number | readonly PlanStep[] } = {}): Plan {
  const { steps = 2 } = options;
  if (typeof steps !== 'number') return makePlanOf(steps);
  const angles = Array.from({ length: steps }, (_, n) => makeStep(`angle-${n + 1}`, { title: `Angle ${n + 1}` }));
  const needs = angles.map(({ id }) => ({ step: id, required: false }));
  return makePlanOf([...angles, makeCodeStep('render', 'render', { needs, wave: 1 })]);
}

interface SampleOptions {
  readonly plan?: Plan;
  /** Stream events per agent step. */
  readonly deltas?: number;
}

/**
 * Events of one complete, legal run of `plan`: every step starts, streams and completes, one attempt fails and is
 * retried, then report, fingerprints and `run.completed`. Texts hold line ends, quotes, emoji and JSON look-alikes.
 */
export function sampleEvents(options: SampleOptions = {}): RunEventBody[] {
  const { plan = makePlan(), deltas = 3 } = options;
  const agents = plan.steps.filter((step) => step.kind === 'agent').map((step) => step.id);
  const events: RunEventBody[] = [
    createdEvent(plan),
    { type: 'run.started' },
    { type: 'workspace.fingerprint', when: 'before', digest: 'aa', changes: [] },
  ];
  for (const step of agents) {
    const retry = step === agents[0];
    if (retry) events.push(...failedAttempt(step));
    events.push(...completedAttempt(step, retry ? 2 : 1, deltas));
  }
  for (const step of plan.steps) if (step.kind === 'code') events.push(...codeStep(step.id));
  events.push(
    { type: 'workspace.fingerprint', when: 'after', digest: 'aa', changes: [] },
    { type: 'report.ready', report: makeReport(plan, agents) },
    { type: 'run.completed', verdict: 'complete' },
  );
  return events;
}

function failedAttempt(step: string): RunEventBody[] {
  return [
    { type: 'attempt.intent', step, attempt: 1, backend: 'qwen', idempotencyKey: `${step}-1` },
    {
      type: 'attempt.failed',
      step,
      attempt: 1,
      error: { code: 'model_rate_limited', message: '429', retryAfterMs: 5 },
    },
    { type: 'step.retrying', step, reason: 'backoff', retryAt: 1_700_000_000_500 },
  ];
}

function completedAttempt(step: string, attempt: number, deltas: number): RunEventBody[] {
  const ref = { step, attempt };
  const streamed = Array.from({ length: deltas }, (_, n): RunEventBody => {
    const text = `delta ${n} "c":"00000000"}\n{"s":${n},"a":1 \u{1F980} é`;
    return { type: 'attempt.event', ...ref, event: { type: 'text', text } };
  });
  return [
    { type: 'attempt.intent', ...ref, backend: 'qwen', idempotencyKey: `${step}-${attempt}` },
    { type: 'attempt.started', ...ref, sessionId: `session-${step}`, model: 'test-model', pid: 4321 },
    { type: 'attempt.prompted', ...ref, round: 0, text: 'Look.' },
    ...streamed,
    { type: 'attempt.event', ...ref, event: { type: 'usage', usage: { inputTokens: 100, outputTokens: 20 } } },
    { type: 'step.completed', ...ref, output: makeOutput(step) },
  ];
}

function codeStep(step: string): RunEventBody[] {
  const ref = { step, attempt: 1 };
  return [
    { type: 'attempt.intent', ...ref, backend: 'engine', idempotencyKey: step },
    { type: 'step.completed', ...ref, output: { kind: 'code', summary: 'rendered', data: { lines: [1, 2, null] } } },
  ];
}

function makeFinding(step: string): Finding {
  return {
    key: `${step}#1`,
    persona: 'tester',
    step,
    title: `Finding of ${step}`,
    severity: 'warning',
    category: 'correctness',
    claim: 'The limit is off by one.',
    recommendation: 'Compare with <=.',
    confidence: 'high',
    citations: [
      { trust: 'codebase', path: 'src/a.ts', startLine: 3, endLine: 3, quote: 'if (n < max)', status: 'verified' },
    ],
    kind: 'finding',
  };
}

function makeOutput(step: string): AgentOutput {
  return {
    kind: 'agent',
    markdown: `# ${step}\n\nOne finding.`,
    findings: [makeFinding(step)],
    excluded: [],
    checked: ['src/a.ts'],
    openQuestions: [],
    violations: [],
    challengeRounds: 0,
    opened: ['src/a.ts'],
    usage: { inputTokens: 100, outputTokens: 20 },
    model: 'test-model',
    judged: true,
    extra: {},
  };
}

/** A valid report with one finding per step named. */
function makeReport(plan: Plan, steps: readonly string[]): Report {
  const counts = { merged: 0, suppressed: 0, excluded: 0, unverified: 0, reanchored: 0 };
  return {
    schema: 'boocode.report/1',
    run: {
      id: 'sample',
      flow: plan.flow.name,
      title: plan.flow.title,
      band: plan.band.value,
      bandReason: plan.band.reason,
      backend: 'qwen',
      model: 'test-model',
      startedAt: '2026-01-01T00:00:00.000Z',
      endedAt: '2026-01-01T00:01:00.000Z',
      commit: null,
      dirty: null,
      planHash: plan.planHash,
      scope: plan.scope.label,
      brief: plan.brief,
    },
    verdict: 'complete',
    verdictReasons: [],
    account: {
      steps: { planned: plan.steps.length, completed: plan.steps.length, failed: 0, skipped: 0 },
      files: { inScope: 1, opened: 1, openedList: ['src/a.ts'], skipped: 0 },
      findings: { raised: steps.length, verified: steps.length, ...counts },
      tokens: { input: 100 * steps.length, output: 20 * steps.length },
      durationMs: 60_000,
      budgetNotes: [],
    },
    steps: [],
    roster: [],
    findings: steps.map((step, n) => {
      const { title, severity, category, persona, claim, recommendation, confidence, citations, kind } =
        makeFinding(step);
      const base = { title, severity, category, persona, claim, recommendation, confidence, citations };
      return { id: `WARN-${String(n + 1).padStart(3, '0')}`, kind, ...base, step, alsoRaisedBy: [], notes: [] };
    }),
    excluded: [],
    openQuestions: [],
    sections: [],
    skippedFiles: [],
    notRun: [],
    workspaceUnchanged: true,
    workspaceChanges: [],
    notice: '',
    trimmed: [],
    artifacts: [],
  };
}
