import assert from 'node:assert/strict';
import fc from 'fast-check';
import { memoryReader, MemoryWriter, type Scene, SceneBackend } from '../../../test/support/memoryRun.ts';
import { createdEvent, makeCodeStep, makePlanOf, makeStep } from '../../../test/support/runFixture.ts';
import { seededRandom, VirtualClock } from '../../../test/support/virtualClock.ts';
import { silentLog } from '../../base/log.ts';
import { Semaphore } from '../../base/semaphore.ts';
import { BooError } from '../../protocol/errors.ts';
import type { RunEvent } from '../../protocol/events.ts';
import { foldAll } from '../../protocol/fold.ts';
import type { Plan, PlanStep } from '../../protocol/plan.ts';
import type { Report } from '../../protocol/report.ts';
import { isTerminal } from '../../protocol/transitions.ts';
import { defaultRetryPolicy } from './policy.ts';
import { Recorder } from './recorder.ts';
import { recoveryEvents } from './recover.ts';
import { Runner } from './Runner.ts';

const report = { verdict: 'complete' } as Report;

interface Stage {
  readonly clock: VirtualClock;
  readonly writer: MemoryWriter;
  readonly backend: SceneBackend;
  readonly recorder: Recorder;
  readonly runner: Runner;
}

/** A runner over memory, a virtual clock and scripted agents. Reports are not built here: `render` only marks the end. */
async function stage(
  plan: Plan,
  scenes: (step: string, attempt: number) => Scene,
  options: { concurrency?: number; slots?: Semaphore; events?: readonly RunEvent[] } = {},
): Promise<Stage> {
  const clock = new VirtualClock();
  const writer = new MemoryWriter(clock, options.events);
  const backend = new SceneBackend(clock, scenes);
  const recorder = new Recorder(writer, foldAll(options.events ?? []));
  if (options.events === undefined) await recorder.record(createdEvent(plan));
  else await recorder.record(...recoveryEvents(recorder.state, 2, defaultRetryPolicy, []));
  const runner = new Runner({
    backend,
    recorder,
    clock,
    random: seededRandom(7),
    log: silentLog,
    reader: memoryReader({ 'src/a.ts': 'export const a = 1;' }),
    workspace: '/ws',
    concurrency: options.concurrency ?? 4,
    slots: options.slots ?? new Semaphore(1000),
    policy: defaultRetryPolicy,
    refuted: () => false,
    runCode: (step) =>
      Promise.resolve({
        summary: 'ok',
        data: null,
        // The fold and the log only carry the report along; its content is tested where it is built.
        ...(step.op === 'render' ? { report: fullReport } : {}),
      }),
  });
  return { clock, writer, backend, recorder, runner };
}

const fullReport: Report = {
  ...report,
  schema: 'boocode.report/1',
  run: {
    id: 'memoryrun01',
    flow: 'code-review',
    title: 'Code review',
    band: 'small',
    bandReason: '',
    backend: 'qwen',
    model: null,
    startedAt: '',
    endedAt: '',
    commit: null,
    dirty: null,
    planHash: '',
    scope: '',
    brief: '',
  },
  verdictReasons: [],
  account: {
    steps: { planned: 0, completed: 0, failed: 0, skipped: 0 },
    files: { inScope: 0, opened: 0, openedList: [], skipped: 0 },
    findings: { raised: 0, verified: 0, reanchored: 0, unverified: 0, excluded: 0, merged: 0, suppressed: 0 },
    tokens: { input: 0, output: 0 },
    durationMs: 0,
    budgetNotes: [],
  },
  steps: [],
  roster: [],
  findings: [],
  excluded: [],
  openQuestions: [],
  sections: [],
  skippedFiles: [],
  notRun: [],
  workspaceUnchanged: null,
  workspaceChanges: [],
};

/** angles -> fold -> render, with optional edges as in the shipped flows. */
function fanPlan(angles: number, budget: Partial<Plan['budget']> = {}): Plan {
  const ids = Array.from({ length: angles }, (_, index) => `angle-${index}`);
  const steps: PlanStep[] = ids.map((id) => makeStep(id));
  steps.push(makeCodeStep('fold', 'fold', { needs: ids.map((step) => ({ step, required: false })) }));
  steps.push(makeCodeStep('render', 'render', { needs: [{ step: 'fold', required: true }] }));
  return makePlanOf(steps, budget);
}

async function play(staged: Stage): Promise<void> {
  staged.runner.start();
  await staged.clock.runUntil(staged.runner.ended);
}

describe('Runner', () => {
  it('starts a step when its last dependency ends, not when a wave ends', async () => {
    const steps = [
      makeStep('slow'),
      makeStep('quick'),
      makeStep('after-quick', { needs: [{ step: 'quick', required: true }] }),
      makeCodeStep('render', 'render', {
        needs: [
          { step: 'slow', required: true },
          { step: 'after-quick', required: true },
        ],
      }),
    ];
    const staged = await stage(makePlanOf(steps), (step) => ({ takes: step === 'slow' ? 1000 : 10 }));
    const began = staged.clock.time;
    await play(staged);
    const started = staged.writer.events.find(
      (event) => event.type === 'attempt.intent' && event.step === 'after-quick',
    );
    assert.ok(started !== undefined && started.at - began < 1000);
    assert.equal(staged.recorder.state.state, 'completed');
  });

  it('never opens more sessions than the limit', async () => {
    const staged = await stage(fanPlan(12), () => ({ takes: 50 }), { concurrency: 3 });
    await play(staged);
    assert.equal(staged.backend.peak, 3);
    assert.equal(staged.backend.opened.length, 12);
  });

  it('goes on without a failed angle and remembers why', async () => {
    const staged = await stage(fanPlan(3), (step) =>
      step === 'angle-1' ? { error: new BooError('model_request_rejected', 'context too long') } : {},
    );
    await play(staged);
    const { state } = staged.recorder;
    assert.equal(state.steps.get('angle-1')?.state, 'failed');
    assert.equal(state.steps.get('angle-1')?.message, 'context too long');
    assert.equal(state.state, 'completed');
  });

  it('retries what may pass, each attempt visible, and stops after the last', async () => {
    const staged = await stage(fanPlan(2), (step, attempt) =>
      step === 'angle-0' && attempt < 3 ? { error: new BooError('model_server_error', '500') } : {},
    );
    await play(staged);
    const attempts = staged.recorder.state.steps.get('angle-0')?.attempts.map((attempt) => attempt.state);
    assert.deepEqual(attempts, ['failed', 'failed', 'completed']);
  });

  it('blocks on a refused key, keeps the rest and goes on after a resume', async () => {
    const first = await stage(fanPlan(2), (step) =>
      step === 'angle-0' ? { error: new BooError('model_auth', '401') } : {},
    );
    await play(first);
    assert.equal(first.recorder.state.state, 'blocked');
    assert.equal(first.recorder.state.error?.code, 'model_auth');
    const second = await stage(fanPlan(2), () => ({}), { events: first.writer.events });
    await play(second);
    assert.equal(second.recorder.state.state, 'completed');
    assert.deepEqual(second.backend.opened, ['angle-0']);
  });

  it('ends a silent agent and a slow one with their own reasons', async () => {
    const plan = fanPlan(1);
    const staged = await stage(plan, () => ({ hangs: true }));
    await play(staged);
    assert.equal(staged.recorder.state.steps.get('angle-0')?.error?.code, 'step_silent');
    assert.equal(staged.backend.open, 0);
  });

  it('refuses the next call when the token budget is spent, and still reports', async () => {
    const usage = { type: 'usage', usage: { inputTokens: 900, outputTokens: 200 } } as const;
    const staged = await stage(fanPlan(3, { tokens: 1000 }), () => ({ events: [usage] }), { concurrency: 1 });
    await play(staged);
    const { state } = staged.recorder;
    assert.equal(staged.backend.opened.length, 1);
    assert.equal(state.steps.get('angle-2')?.reason, 'budget');
    assert.equal(state.budgetNotes.length, 1);
    assert.equal(state.state, 'completed');
  });

  it('comes to its end when the budget refuses the only step that could start', async () => {
    const usage = { type: 'usage', usage: { inputTokens: 900, outputTokens: 200 } } as const;
    const plan = makePlanOf(
      [
        makeStep('first'),
        makeCodeStep('fold', 'fold', { needs: [{ step: 'first', required: false }] }),
        makeStep('writer', { needs: [{ step: 'fold', required: true }] }),
        makeStep('checker', { needs: [{ step: 'writer', required: true }] }),
        makeCodeStep('resolve', 'resolve', {
          needs: ['fold', 'writer', 'checker'].map((step) => ({ step, required: step === 'fold' })),
        }),
        makeCodeStep('render', 'render', { needs: [{ step: 'resolve', required: true }] }),
      ],
      { tokens: 1000 },
    );
    const staged = await stage(plan, () => ({ events: [usage] }));
    await play(staged);
    const { state } = staged.recorder;
    assert.equal(state.steps.get('writer')?.reason, 'budget');
    assert.equal(state.steps.get('checker')?.reason, 'upstream_failed');
    assert.ok(
      state.endedAt !== null && state.endedAt - state.createdAt < 60_000,
      'not only when the wall time is over',
    );
    assert.equal(state.steps.get('render')?.state, 'completed');
    assert.equal(state.state, 'completed');
  });

  it('cancels: running attempts end, nothing new starts, sessions are closed', async () => {
    const staged = await stage(fanPlan(6), () => ({ hangs: true }), { concurrency: 2 });
    staged.runner.start();
    staged.clock.after(5, () => void staged.runner.cancel('user'));
    await staged.clock.runUntil(staged.runner.ended);
    const { state } = staged.recorder;
    assert.equal(state.state, 'cancelled');
    assert.equal(staged.backend.open, 0);
    assert.equal(staged.backend.opened.length, 2);
    assert.ok([...state.steps.values()].every((step) => step.state === 'cancelled'));
    assert.ok(staged.writer.closed);
  });

  it('cancels one step; the others do not notice', async () => {
    const staged = await stage(fanPlan(3), (step) => (step === 'angle-1' ? { hangs: true } : {}));
    staged.runner.start();
    staged.clock.after(5, () => void staged.runner.cancelStep('angle-1'));
    await staged.clock.runUntil(staged.runner.ended);
    const { state } = staged.recorder;
    assert.equal(state.steps.get('angle-1')?.state, 'cancelled');
    assert.equal(state.state, 'completed');
  });

  it('stops with the error of the log when the disk is full', async () => {
    const staged = await stage(fanPlan(4), () => ({ takes: 10 }));
    staged.writer.failAfter = 9;
    staged.runner.start();
    await staged.clock.runUntil(staged.runner.ended);
    await assert.rejects(staged.runner.ended, { code: 'store_full' });
    assert.equal(staged.backend.open, 0);
  });

  it('ends at once when the one step that waits for a retry is cancelled', async () => {
    const busy = new BooError('model_rate_limited', '429', { retryAfterMs: 600_000 });
    const staged = await stage(fanPlan(2), (step) => (step === 'angle-0' ? { error: busy } : { takes: 100 }));
    const began = staged.clock.time;
    staged.runner.start();
    staged.clock.after(50, () => void staged.runner.cancelStep('angle-0'));
    await staged.clock.runUntil(staged.runner.ended);
    assert.equal(staged.recorder.state.state, 'completed');
    assert.ok(staged.clock.time - began < 1000, 'the run waited for a retry that nobody wants');
  });

  it('takes a backend that gives up by itself for a lost agent, not for a cancelled one', async () => {
    const staged = await stage(fanPlan(2), (step, attempt) =>
      step === 'angle-0' && attempt === 1 ? { error: new BooError('cancelled', 'gone') } : {},
    );
    await play(staged);
    const attempts = staged.recorder.state.steps
      .get('angle-0')
      ?.attempts.map((attempt) => attempt.error?.code ?? 'none');
    assert.deepEqual(attempts, ['agent_lost', 'none']);
  });

  it('gives a step that a person opened again all its retries', async () => {
    const first = await stage(fanPlan(1), () => ({ error: new BooError('endpoint_unreachable', 'refused') }));
    await play(first);
    assert.equal(first.recorder.state.state, 'blocked');
    const second = await stage(
      fanPlan(1),
      (_step, attempt) => (attempt === 1 ? { error: new BooError('model_server_error', '503') } : {}),
      { events: first.writer.events },
    );
    await play(second);
    assert.equal(second.recorder.state.steps.get('angle-0')?.state, 'completed');
  });

  it('shares the sessions of a backend between runs', async () => {
    const slots = new Semaphore(2);
    const staged = await stage(fanPlan(6), () => ({ takes: 20 }), { concurrency: 6, slots });
    await play(staged);
    assert.equal(staged.backend.peak, 2);
  });

  it('stops its agents even when the cancel request cannot be written', async () => {
    const staged = await stage(fanPlan(3), () => ({ hangs: true }));
    staged.runner.start();
    staged.clock.after(5, () => {
      staged.writer.failAfter = 0;
      staged.runner.cancel('user').catch(() => {});
    });
    await staged.clock.runUntil(staged.runner.ended);
    await assert.rejects(staged.runner.ended, { code: 'store_full' });
    assert.equal(staged.backend.open, 0);
  });

  it('says why when there can be no report', async () => {
    const usage = { type: 'usage', usage: { inputTokens: 900, outputTokens: 200 } } as const;
    const steps = [
      makeStep('a'),
      makeStep('b', { needs: [{ step: 'a', required: true }] }),
      makeCodeStep('render', 'render', { needs: [{ step: 'b', required: true }] }),
    ];
    const staged = await stage(makePlanOf(steps, { tokens: 1000 }), () => ({ events: [usage] }));
    await play(staged);
    assert.equal(staged.recorder.state.state, 'failed');
    assert.equal(staged.recorder.state.error?.code, 'budget_exhausted');
  });

  it('after a detach the run is resumable and completed steps do not run again', async () => {
    const plan = fanPlan(4);
    const first = await stage(plan, (step) => (step === 'angle-3' ? { hangs: true } : { takes: 5 }));
    first.runner.start();
    first.clock.after(50, () => void first.runner.detach());
    await first.clock.runUntil(first.runner.ended);
    assert.equal(first.recorder.state.state, 'running');
    const second = await stage(plan, () => ({}), { events: first.writer.events });
    await play(second);
    assert.deepEqual(second.backend.opened, ['angle-3']);
    assert.equal(second.recorder.state.state, 'completed');
  });
});

describe('Runner, any plan, any failure, any cut', () => {
  const plans = fc
    .array(fc.record({ picks: fc.array(fc.nat(), { maxLength: 3 }), required: fc.boolean() }), {
      minLength: 1,
      maxLength: 12,
    })
    .map((rows) => {
      const steps: PlanStep[] = rows.map(({ picks, required }, index) =>
        makeStep(`s${index}`, {
          needs:
            index === 0
              ? []
              : [...new Set(picks.map((pick) => pick % index))].map((n) => ({ step: `s${n}`, required })),
        }),
      );
      steps.push(
        makeCodeStep('render', 'render', { needs: rows.map((_, index) => ({ step: `s${index}`, required: false })) }),
      );
      return makePlanOf(steps);
    });
  const outcome = fc.constantFrom<Scene>(
    { takes: 3 },
    { takes: 30 },
    { error: new BooError('model_server_error', '500') },
    { error: new BooError('model_request_rejected', '400') },
    { answer: 'no block at all' },
    { hangs: true },
  );

  it('keeps the invariants, live and after a resume from any prefix of the log', async () => {
    await fc.assert(
      fc.asyncProperty(
        plans,
        fc.array(outcome, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(),
        async (plan, outcomes, concurrency, cut) => {
          const scene = (step: string, attempt: number): Scene => {
            const at = (Number(step.slice(1)) * 7 + attempt) % outcomes.length;
            return outcomes[at] ?? {};
          };
          const whole = await stage(plan, scene, { concurrency });
          await play(whole);
          checkInvariants(plan, whole.writer.events, concurrency);
          assert.equal(whole.recorder.state.state, 'completed');

          const prefix = whole.writer.events.slice(0, 1 + (cut % whole.writer.events.length));
          const before = foldAll(prefix);
          if (before === undefined || isTerminal(before.state)) return;
          const done = [...before.steps.values()].filter((step) => step.state === 'completed').map((step) => step.id);
          const resumed = await stage(plan, scene, { concurrency, events: prefix });
          await play(resumed);
          checkInvariants(plan, resumed.writer.events, concurrency);
          assert.equal(resumed.recorder.state.state, 'completed');
          for (const id of done) assert.ok(!resumed.backend.opened.includes(id), `${id} ran again`);
        },
      ),
      { numRuns: 60 },
    );
  });
});

function checkInvariants(plan: Plan, events: readonly RunEvent[], concurrency: number): void {
  const ended = new Set<string>();
  const open = new Set<string>();
  for (const event of events) {
    if (event.type === 'attempt.intent') {
      const step = plan.steps.find((candidate) => candidate.id === event.step);
      for (const need of step?.needs ?? [])
        assert.ok(ended.has(need.step), `${event.step} began before ${need.step} ended`);
      if (step?.kind === 'agent') open.add(event.step);
      assert.ok(open.size <= concurrency, 'too many agents at once');
    }
    if (event.type === 'step.completed' || event.type === 'step.failed' || event.type === 'step.cancelled') {
      assert.ok(!ended.has(event.step), `${event.step} ended twice`);
      ended.add(event.step);
      open.delete(event.step);
    }
    if (event.type === 'step.retrying') open.delete(event.step);
  }
  const state = foldAll(events);
  assert.ok(state !== undefined);
  for (const step of state.steps.values()) {
    assert.ok(isTerminal(step.state), `${step.id} is ${step.state}`);
    for (const attempt of step.attempts) assert.notEqual(attempt.endedAt, null);
  }
}
