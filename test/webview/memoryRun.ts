import { Emitter } from '../../src/base/emitter.ts';
import type { App, LiveRun } from '../../src/compose/App.ts';
import type { RunSummary } from '../../src/engine/ports/RunStore.ts';
import type { AgentEvent } from '../../src/protocol/agentEvent.ts';
import { type RunEvent, type RunEventBody, parseRunEvent } from '../../src/protocol/events.ts';
import { fold } from '../../src/protocol/fold.ts';
import { type Plan, planSchema, type PlanStep } from '../../src/protocol/plan.ts';
import type { RunState } from '../../src/protocol/run.ts';

export const runId = 'run0000000001';
const limits = { wallMs: 1, silenceMs: 1, toolCalls: 1, tokens: 1 };

export interface StepSpec {
  readonly id: string;
  readonly title: string;
  readonly wave: number;
  readonly persona?: string;
  readonly needs?: readonly string[];
}

function planStep(spec: StepSpec): PlanStep {
  const base = {
    id: spec.id,
    title: spec.title,
    wave: spec.wave,
    needs: (spec.needs ?? []).map((step) => ({ step, required: false })),
  };
  if (spec.persona === undefined) return { ...base, kind: 'code', op: 'fold' };
  return {
    ...{
      ...base,
      kind: 'agent',
      persona: spec.persona,
      role: 'angle',
      output: 'findings',
      prompt: 'p',
      inputs: [],
      inputChars: 0,
    },
    ...{ leads: [], files: [], diffOf: [], promptTokens: 1, limits, trimmed: [], isolated: false, cover: [] },
  };
}

export function makePlan(steps: readonly StepSpec[], title = 'Code review'): Plan {
  const facts = {
    files: [],
    skipped: [],
    skippedTotal: 0,
    signals: [],
    signalCounts: {},
    git: null,
    branchContext: '',
  };
  return planSchema.parse({
    schema: 'boocode.plan/1',
    flow: { name: 'code-review', title, source: 'builtin', sha256: '0' },
    report: 'code-review',
    brief: 'Is this branch safe to merge?',
    band: { value: 'medium', reason: '14 files changed', chosenBy: 'engine' },
    roster: [],
    scope: {
      ...{ kind: 'diff', label: 'branch diff against main (14 files)', workspaceName: 'shop', ...facts, diff: '' },
      ...{ docs: { adr: [], standards: [], docs: [] }, commands: [], assumptions: [] },
    },
    steps: steps.map(planStep),
    budget: { tokens: 1_000_000, wallMs: 3_600_000 },
    overrides: [],
    planHash: '0',
  });
}

/**
 * One run in memory with the same surface as the application: a log that is read, a live run that announces what was appended.
 * Every event passes the real schema and the real fold, so a script cannot show what the engine could not write.
 */
export class MemoryRun {
  readonly events: RunEvent[] = [];
  readonly app: Pick<App, 'store' | 'liveRuns' | 'onLiveRunsChange'>;
  state: RunState | undefined;
  now = 1_790_000_000_000;
  /** How often the log was read from the beginning. */
  reads = 0;
  private readonly emitter = new Emitter<readonly RunEvent[]>();
  private readonly changed = new Emitter<void>();
  private readonly live = new Map<string, LiveRun>();
  private ended = Promise.withResolvers<void>();

  constructor(plan: Plan) {
    const workspace = { root: '/nowhere', name: 'shop' };
    this.push({ type: 'run.created', plan, backend: 'qwen', workspace, version: '0.0.0' });
    const read = (_id: string, after = 0): AsyncIterable<RunEvent> => this.read(after);
    const unused = async (): Promise<never> => Promise.reject(new Error('not part of this test'));
    this.app = {
      liveRuns: this.live,
      onLiveRunsChange: this.changed.event,
      store: {
        onAppend: () => ({ dispose: () => {} }),
        onChange: () => ({ dispose: () => {} }),
        read,
        list: async () => [this.summary()],
        create: unused,
        takeOver: unused,
        remove: unused,
        rebuildIndex: unused,
        dispose: async () => {},
      },
    };
  }

  /** Appends events `ms` after the last ones and announces them if the run is live. */
  push(...bodies: readonly RunEventBody[]): void {
    const added = bodies.map((body) => {
      const event = parseRunEvent({ runId, seq: this.events.length + 1, at: this.now, ...body });
      this.events.push(event);
      this.state = fold(this.state, event);
      return event;
    });
    if (this.live.size > 0) this.emitter.fire(added);
  }

  agent(step: string, ...events: readonly AgentEvent[]): void {
    const attempt = this.state?.steps.get(step)?.attempts.length ?? 1;
    this.push(...events.map((event): RunEventBody => ({ type: 'attempt.event', step, attempt, event })));
  }

  begin(step: string, prompt?: string): void {
    const attempt = (this.state?.steps.get(step)?.attempts.length ?? 0) + 1;
    this.push({ type: 'attempt.intent', step, attempt, backend: 'qwen', idempotencyKey: `${step}-${attempt}` });
    this.push({ type: 'attempt.started', step, attempt, sessionId: 's', model: 'qwen3-coder-30b', pid: null });
    if (prompt !== undefined) this.push({ type: 'attempt.prompted', step, attempt, round: 0, text: prompt });
  }

  complete(step: string, findings = 0): void {
    const attempt = this.state?.steps.get(step)?.attempts.length ?? 1;
    const finding = {
      ...{ key: 'k', persona: 'p', step, title: 't', severity: 'warning' as const, category: 'c', claim: 'c' },
      ...{ recommendation: 'r', confidence: 'high' as const, citations: [], kind: 'finding' as const },
    };
    this.push({
      ...{ type: 'step.completed', step, attempt },
      output: {
        ...{ kind: 'agent', markdown: '', findings: Array.from({ length: findings }, () => finding), excluded: [] },
        ...{ checked: [], openQuestions: [], violations: [], challengeRounds: 0, opened: [], usage: null },
        ...{ model: null, judged: true, extra: {} },
      },
    });
  }

  completeCode(step: string, summary: string): void {
    this.push({ type: 'step.completed', step, attempt: 1, output: { kind: 'code', summary, data: null } });
  }

  setLive(on: boolean): void {
    if (on && this.state !== undefined) {
      this.ended = Promise.withResolvers<void>();
      const { state } = this;
      this.live.set(runId, { runId, state, onEvents: this.emitter.event, ended: this.ended.promise });
    } else {
      this.live.delete(runId);
      this.ended.resolve();
    }
    this.changed.fire();
  }

  private async *read(after: number): AsyncGenerator<RunEvent> {
    if (after === 0) this.reads += 1;
    for (const event of this.events.slice(after)) {
      // A real log arrives in pieces: live events may come between them.
      if (event.seq % 64 === 0) await Promise.resolve();
      yield event;
    }
  }

  private summary(): RunSummary {
    return {
      ...{ runId, flow: 'code-review', title: 'Code review', band: 'medium', backend: 'qwen', scope: '' },
      ...{ state: this.state?.state ?? 'pending', verdict: null, stepsDone: 0, stepsTotal: 0, findings: 0 },
      ...{ createdAt: 0, endedAt: null, active: false, interrupted: false, damage: null },
    };
  }
}
