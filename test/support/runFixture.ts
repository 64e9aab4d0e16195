import type { RunEvent, RunEventBody } from '../../src/protocol/events.ts';
import { fold } from '../../src/protocol/fold.ts';
import type { AgentStep, CodeStep, Plan, PlanStep } from '../../src/protocol/plan.ts';
import type { RunState, StepState } from '../../src/protocol/run.ts';

import { emptyWorkspaceFacts } from './emptyFacts.ts';

const limits = { wallMs: 60_000, silenceMs: 30_000, toolCalls: 20, tokens: 100_000 };

/** An agent step without dependencies. */
export function makeStep(id: string, more: Partial<AgentStep> = {}): AgentStep {
  return {
    id,
    title: id,
    kind: 'agent',
    needs: [],
    wave: 0,
    persona: 'tester',
    role: 'angle',
    output: 'findings',
    prompt: `Step: ${id}`,
    inputs: [],
    inputChars: 0,
    leads: [],
    files: [],
    diffOf: [],
    promptTokens: 4,
    limits,
    trimmed: [],
    isolated: false,
    cover: [],
    ...more,
  };
}

export function makeCodeStep(id: string, op: CodeStep['op'], more: Partial<CodeStep> = {}): CodeStep {
  return { id, title: id, kind: 'code', op, needs: [], wave: 0, ...more };
}

export function makePlanOf(steps: readonly PlanStep[], budget: Partial<Plan['budget']> = {}): Plan {
  return {
    schema: 'boocode.plan/1',
    flow: { name: 'code-review', title: 'Code review', source: 'builtin', sha256: '0'.repeat(64) },
    report: 'code-review',
    rules: 'code-review',
    document: null,
    subject: [],
    textOnly: false,
    deferral: null,
    brief: '',
    band: { value: 'small', reason: 'test', chosenBy: 'engine' },
    roster: [],
    scope: {
      kind: 'workspace',
      label: 'workspace (0 files)',
      workspaceName: 'ws',
      files: [],
      skipped: [],
      skippedTotal: 0,
      signals: [],
      signalCounts: {},
      git: null,
      branchContext: '',
      diff: '',
      docs: { adr: [], standards: [], docs: [] },
      commands: [],
      assumptions: [],
      ...emptyWorkspaceFacts,
    },
    steps: [...steps],
    budget: { tokens: 1_000_000, wallMs: 3_600_000, ...budget },
    overrides: [],
    planHash: 'f'.repeat(64),
  };
}

export function createdEvent(plan: Plan, backend: 'qwen' | 'offline' = 'qwen'): RunEventBody {
  return { type: 'run.created', plan, backend, workspace: { root: '/ws', name: 'ws' }, version: '0.0.0' };
}

/** A run in which the named steps were put into a state by hand, for tests of pure decisions. */
export function makeRun(
  steps: readonly PlanStep[],
  states: readonly (Partial<StepState> & { id: string })[],
): RunState {
  const event: RunEvent = { runId: 'testrun01', seq: 1, at: 0, ...createdEvent(makePlanOf(steps)) };
  const run = fold(undefined, event);
  for (const { id, ...rest } of states) Object.assign(run.steps.get(id) ?? {}, rest);
  return run;
}
