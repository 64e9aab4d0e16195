import path from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { createBackends } from './backends.ts';
import type {
  App,
  AppOptions,
  DefinitionCheck,
  DefinitionFile,
  DefinitionProblem,
  FlowInfo,
  LiveRun,
  PlanRequest,
} from './App.ts';
import { loadDefinitions, loadWith } from './definitions.ts';
import { LiveRuns } from './LiveRuns.ts';
import { createRunner } from './createRunner.ts';
import { systemClock, systemRandom } from './systemPorts.ts';
import { compile } from '../engine/flow/compile.ts';
import type { LoadedFlow } from '../engine/flow/graph.ts';
import type { RunWriter } from '../engine/ports/RunStore.ts';
import { Recorder } from '../engine/run/recorder.ts';
import { recoveryEvents } from '../engine/run/recover.ts';
import { defaultRetryPolicy } from '../engine/run/policy.ts';
import { toHtml } from '../engine/report/html.ts';
import { toJson } from '../engine/report/json.ts';
import { toMarkdown } from '../engine/report/markdown.ts';
import { toSarif } from '../engine/report/sarif.ts';
import { BooError } from '../protocol/errors.ts';
import type { RunEventBody } from '../protocol/events.ts';
import { foldAll } from '../protocol/fold.ts';
import { type BackendId, type Plan, type ScopeFacts, scopeKindSchema } from '../protocol/plan.ts';
import type { Report, ReportFormat } from '../protocol/report.ts';
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
  let disposed = false;
  const recover = (run: RunState, epoch: number): RunEventBody[] => recoveryEvents(run, epoch, defaultRetryPolicy, []);
  const definitions = () => loadDefinitions({ ...options, log });
  const demandTrust = (): void => {
    if (!options.trusted)
      throw new BooError('workspace_untrusted', 'Runs are not started in a workspace that is not trusted.');
  };

  /** Brings a run that this process has just come to own to its start, or gives it up again. */
  async function launch(
    { writer, state: current }: { readonly writer: RunWriter; readonly state?: RunState },
    backend: BackendId,
    first: (writer: RunWriter) => RunEventBody[],
  ): Promise<LiveRun> {
    try {
      const equipment = await backends.get(backend);
      const recorder = new Recorder(writer, current);
      await recorder.record(...first(writer));
      if (disposed) throw new BooError('cancelled', 'The application is closing.');
      return live.add(recorder, createRunner(recorder, equipment, options));
    } catch (error) {
      await writer.close().catch(() => {}); // what matters is the error that is on its way
      throw error;
    }
  }

  async function start(plan: Plan, backend: BackendId): Promise<LiveRun> {
    demandTrust();
    await backends.ready(backend, new AbortController().signal);
    const writer = await store.create(systemRandom.id());
    const name = workspaceName(workspace);
    const created = { type: 'run.created', plan, backend, workspace: { root: workspace, name } } as const;
    try {
      return await launch({ writer }, backend, () => [{ ...created, version: packageJson.version }]);
    } catch (error) {
      // Best effort: a run without its first event is nothing that anybody could open.
      await store.remove(writer.runId).catch(() => {});
      throw error;
    }
  }

  async function resume(runId: string): Promise<LiveRun> {
    demandTrust();
    const already = live.all.get(runId);
    if (already !== undefined) return already;
    // Checked first: a refusal must leave a run alone that is fine where it is.
    const seen = await state(runId);
    if (isTerminal(seen.state)) recover(seen, 1);
    await backends.ready(seen.backend, new AbortController().signal);
    const taken = await store.takeOver(runId);
    return launch(taken, taken.state.backend, ({ epoch }) => recover(taken.state, epoch));
  }

  async function cancel(runId: string): Promise<void> {
    if (live.all.has(runId)) await live.cancel(runId);
    // Nobody owns it, or it blocked while the wish was on its way.
    const seen = await state(runId);
    if (isTerminal(seen.state)) return;
    const taken = await store.takeOver(runId);
    const run = await launch(taken, 'offline', ({ epoch }) => [
      ...recover(taken.state, epoch),
      { type: 'run.cancelRequested', by: 'user' },
    ]);
    await run.ended;
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

  async function checkDefinitions(files: readonly DefinitionFile[]): Promise<DefinitionCheck> {
    const library = await (files.length === 0 ? definitions() : loadWith({ ...options, log }, files));
    const asked = new Set(files.map(({ file }) => file));
    const problems = library.problems.filter(({ file }) => files.length === 0 || asked.has(file));
    const isPersona = (file: string): boolean => /\.md$/i.test(file);
    return {
      flows: files.length === 0 ? library.flows.length : files.filter(({ file }) => !isPersona(file)).length,
      personas: files.length === 0 ? library.personas.size : files.filter(({ file }) => isPersona(file)).length,
      problems: problems.map(definitionProblem),
    };
  }

  return {
    store,
    liveRuns: live.all,
    onLiveRunsChange: live.onChange,
    async flows() {
      const library = await definitions();
      return { flows: library.flows.map(flowInfo), problems: library.problems.map(definitionProblem) };
    },
    flow: async (name) => flowInfo((await definitions()).flow(name)),
    personas: async () => [...(await definitions()).personas.keys()].sort(),
    checkDefinitions,
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
      disposed = true;
      await live.detachAll();
      await backends.dispose();
      await store.dispose();
      live.dispose();
    },
  };
}

function render(report: Report, format: ReportFormat): string {
  switch (format) {
    case 'md':
      return toMarkdown(report);
    case 'html':
      return toHtml(report);
    case 'json':
      return toJson(report);
    case 'sarif':
      return toSarif(report, packageJson.version);
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
    gives: definition.launcher.gives ?? definition.launcher.prompt,
    briefPrompt: definition.launcher.prompt,
    briefRequired: definition.launcher.brief === 'required',
    briefExamples: definition.launcher.examples,
    defaultScope: definition.launcher.defaultScope,
    scopes: [
      ...new Set([definition.launcher.defaultScope, ...(definition.launcher.scopes ?? scopeKindSchema.options)]),
    ],
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
