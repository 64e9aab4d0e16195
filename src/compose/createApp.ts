import path from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { createBackends } from './backends.ts';
import type { App, AppOptions, DefinitionProblem, FlowInfo, LiveRun, PlanRequest } from './App.ts';
import { loadDefinitions } from './definitions.ts';
import { LiveRuns } from './LiveRuns.ts';
import { runHost } from './runHost.ts';
import { systemClock, systemRandom } from './systemPorts.ts';
import { compile } from '../engine/flow/compile.ts';
import type { LoadedFlow } from '../engine/flow/graph.ts';
import { Recorder } from '../engine/run/recorder.ts';
import { recoveryEvents } from '../engine/run/recover.ts';
import { defaultRetryPolicy } from '../engine/run/policy.ts';
import { toHtml } from '../engine/report/html.ts';
import { toJson } from '../engine/report/json.ts';
import { toMarkdown } from '../engine/report/markdown.ts';
import { toSarif } from '../engine/report/sarif.ts';
import { BooError } from '../protocol/errors.ts';
import { foldAll } from '../protocol/fold.ts';
import type { BackendId, Plan, ScopeFacts } from '../protocol/plan.ts';
import type { Report } from '../protocol/report.ts';
import type { RunState } from '../protocol/run.ts';
import { isTerminal } from '../protocol/transitions.ts';
import { createRunStore } from '../store/createRunStore.ts';
import { localHostId } from '../store/ownership.ts';
import { resolveScope } from '../workspace/scope/resolveScope.ts';
import { workspaceName } from '../workspace/workspaceName.ts';

/**
 * Wires the product together for one workspace. Nothing is read, written or started before the first call that needs
 * it. The caller disposes the app.
 */
export function createApp(options: AppOptions): App {
  const { log, workspace } = options;
  const store = createRunStore({
    dir: options.storeDir,
    wasmPath: () => path.join(options.resources, 'dist', 'sql-wasm.wasm'),
    clock: systemClock,
    log: log.scope('store'),
    version: packageJson.version,
    hostId: localHostId(),
  });
  const backends = createBackends(options);
  const live = new LiveRuns(() => backends.rest());
  const definitions = () => loadDefinitions({ ...options, log });
  const demandTrust = (): void => {
    if (!options.trusted)
      throw new BooError('workspace_untrusted', 'Runs are not started in a workspace that is not trusted.');
  };

  async function host(recorder: Recorder, backend: BackendId, resumed: boolean): Promise<LiveRun> {
    const hosted = await runHost({
      recorder,
      backend: await backends.get(backend),
      options,
      clock: systemClock,
      random: systemRandom,
      resumed,
    });
    return live.add(recorder, hosted.runner, hosted.release);
  }

  async function start(plan: Plan, backend: BackendId): Promise<LiveRun> {
    demandTrust();
    await backends.ready(backend, new AbortController().signal);
    const writer = await store.create(systemRandom.id());
    const recorder = new Recorder(writer, undefined);
    await recorder.record({
      type: 'run.created',
      plan,
      backend,
      workspace: { root: workspace, name: workspaceName(workspace) },
      version: packageJson.version,
    });
    return host(recorder, backend, false);
  }

  async function resume(runId: string): Promise<LiveRun> {
    demandTrust();
    const already = live.all.get(runId);
    if (already !== undefined) return already;
    // Read first: a refusal must not take ownership away from a run that is fine where it is.
    const seen = await state(runId);
    if (!isTerminal(seen.state)) await backends.ready(seen.backend, new AbortController().signal);
    else recoveryEvents(seen, 1, defaultRetryPolicy, []);
    const { writer, state: current } = await store.takeOver(runId);
    const recorder = new Recorder(writer, current);
    try {
      await recorder.record(...recoveryEvents(current, writer.epoch, defaultRetryPolicy, []));
    } catch (error) {
      await writer.close();
      throw error;
    }
    return host(recorder, current.backend, true);
  }

  async function cancel(runId: string): Promise<void> {
    if (live.all.has(runId)) return live.cancel(runId);
    const seen = await state(runId);
    if (isTerminal(seen.state)) return;
    const { writer, state: current } = await store.takeOver(runId);
    const recorder = new Recorder(writer, current);
    const hosted = await runHost({
      recorder,
      backend: await backends.get('offline'),
      options,
      clock: systemClock,
      random: systemRandom,
      resumed: true,
    });
    await recorder.record(...recoveryEvents(current, writer.epoch, defaultRetryPolicy, []), {
      type: 'run.cancelRequested',
      by: 'user',
    });
    await live.add(recorder, hosted.runner, hosted.release).ended;
  }

  async function state(runId: string): Promise<RunState> {
    const known = live.all.get(runId);
    if (known !== undefined) return known.state;
    const events = [];
    for await (const event of store.read(runId)) events.push(event);
    const folded = foldAll(events);
    if (folded === undefined) throw new BooError('run_unknown', `There is no run ${runId.slice(0, 60)}.`);
    return folded;
  }

  async function report(runId: string): Promise<Report> {
    const run = await state(runId);
    if (run.report === null)
      throw new BooError('run_unknown', `The run ${runId} is ${run.state} and has no report yet.`);
    return run.report;
  }

  async function plan(request: PlanRequest): Promise<Plan> {
    const library = await definitions();
    const settings = options.settings();
    return compile(library.flow(request.flow), library.personas, {
      brief: request.brief,
      scope: request.scope,
      size: request.size,
      budget: { tokens: settings.runTokens, wallMs: settings.runWallMs },
      limits: {
        wallMs: settings.stepWallMs,
        silenceMs: settings.stepSilenceMs,
        toolCalls: settings.stepToolCalls,
        tokens: settings.stepTokens,
      },
      contextTokens: settings.contextTokens,
    });
  }

  return {
    store,
    liveRuns: live.all,
    onLiveRunsChange: live.onChange,
    async flows() {
      const library = await definitions();
      return { flows: library.flows.map(flowInfo), problems: library.problems.map(definitionProblem) };
    },
    resolveScope: (request, brief, signal): Promise<ScopeFacts> =>
      resolveScope(
        request,
        { root: workspace, maxFiles: options.settings().maxScopeFiles, briefSymptoms: brief },
        signal,
      ),
    plan,
    start,
    resume,
    cancel,
    async cancelStep(runId, step) {
      const runner = live.runner(runId);
      if (runner === undefined) throw new BooError('run_not_resumable', `The run ${runId} is not running here.`);
      await runner.cancelStep(step);
    },
    state,
    report,
    render,
    health: (backend, signal) => backends.health(backend, signal),
    ready: (backend, signal) => backends.ready(backend, signal),
    storeProblems: () => store.problems(),
    async dispose() {
      await live.detachAll();
      await backends.dispose();
      await store.dispose();
      live.dispose();
    },
  };
}

function render(report: Report, format: 'md' | 'html' | 'json' | 'sarif'): string {
  switch (format) {
    case 'md':
      return toMarkdown(report);
    case 'html':
      return toHtml(report);
    case 'json':
      return toJson(report);
    case 'sarif':
      return toSarif(report);
  }
}

function flowInfo({ definition, fileName, source }: LoadedFlow): FlowInfo {
  return {
    name: definition.name,
    title: definition.title,
    category: definition.category,
    description: definition.description,
    source,
    file: fileName,
    briefPrompt: definition.launcher.prompt,
    briefRequired: definition.launcher.brief === 'required',
    briefExamples: definition.launcher.examples,
    defaultScope: definition.launcher.defaultScope,
  };
}

function definitionProblem(problem: {
  file: string;
  line: number;
  column: number;
  message: string;
  fix: string;
}): DefinitionProblem {
  return {
    file: problem.file,
    line: problem.line,
    column: problem.column,
    message: `${problem.message} ${problem.fix}`,
  };
}
