import type { App, LiveRun } from '../../compose/App.ts';
import { BooError, describeError, exitCode } from '../../protocol/errors.ts';
import { exitCodeOf } from '../exitCodes.ts';
import { type CliOptions, openApp } from '../options.ts';
import { Progress, printable } from '../progress.ts';
import { parseScope } from '../scopeOption.ts';
import { demandWritable, writeResult } from '../output.ts';

const say = (text: string): void => void process.stderr.write(`${printable(text)}\n`);

/** `boo run`: plan, run (or resume), follow on stderr, report on stdout. Resolves with the exit code. */
export async function runFlow(flow: string | undefined, raw: unknown): Promise<number> {
  const { app, options } = await openApp(raw);
  const stop = new AbortController();
  let live: LiveRun | undefined;
  const interrupt = (): void => {
    if (stop.signal.aborted) process.exit(exitCode.cancelled);
    stop.abort();
    say('Cancelling; press Ctrl+C again to leave at once.');
    // What goes wrong with the wish is carried by `ended`, which is being waited for.
    if (live !== undefined) app.cancel(live.runId).catch(() => {});
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    demandWritable(options.out);
    live =
      options.resume === undefined
        ? await startNew(flow, options, app, stop.signal)
        : await resumeRun(flow, options.resume, options, app);
    if (stop.signal.aborted) await app.cancel(live.runId);
    return await follow(live, options, app);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    await app.dispose();
  }
}

/** A stored run brings its own flow, scope, brief and backend; naming another one is a contradiction, not a wish. */
async function resumeRun(flow: string | undefined, runId: string, options: CliOptions, app: App): Promise<LiveRun> {
  const state = await app.state(runId);
  const named = [
    ...(flow !== undefined && flow !== state.plan.flow.name ? [`flow ${flow}`] : []),
    ...(options.scope !== undefined ? ['--scope'] : []),
    ...(options.brief !== '' ? ['--brief'] : []),
    ...(options.backend !== undefined && options.backend !== state.backend ? [`--backend ${options.backend}`] : []),
  ];
  if (named.length > 0) {
    throw new BooError('usage', `The run ${runId} is stored with its own settings; leave out ${named.join(', ')}.`);
  }
  return app.resume(runId);
}

async function startNew(
  name: string | undefined,
  options: CliOptions,
  app: App,
  signal: AbortSignal,
): Promise<LiveRun> {
  if (name === undefined) throw new BooError('usage', 'Name a flow, for example: boo run code-review.');
  const { problems } = await app.flows();
  for (const problem of problems) say(`${problem.file}:${problem.line}:${problem.column}: ${problem.message}`);
  const flow = await app.flow(name);
  if (flow.briefRequired && options.brief.trim() === '') {
    const [example] = flow.briefExamples;
    const like = example === undefined ? '' : ` For example: --brief "${example}". A longer one: --brief-file FILE.`;
    throw new BooError('brief_missing', `The flow ${name} needs a brief: ${flow.briefPrompt}${like}`);
  }
  const request = parseScope(options.scope ?? (flow.defaultScope === 'path' ? 'workspace' : flow.defaultScope));
  const backend = options.backend ?? 'qwen';
  await app.ready(backend, signal);
  const scope = await app.resolveScope(request, options.brief, signal);
  for (const assumption of scope.assumptions) say(`Assumed: ${assumption}`);
  const plan = await app.plan({ flow: name, brief: options.brief, scope, size: options.size });
  const agents = plan.steps.filter((step) => step.kind === 'agent').length;
  say(`${plan.flow.title} · ${scope.label} · ${plan.band.value}: ${plan.band.reason}`);
  say(`Up to ${agents} agents, ${plan.steps.length} steps, plan ${plan.planHash.slice(0, 12)}`);
  for (const entry of plan.roster.filter((candidate) => candidate.included))
    say(`  + ${entry.persona}: ${entry.reason}`);
  for (const step of plan.steps)
    if (step.kind === 'agent' && step.role === 'rewrite')
      say(`  + ${step.persona}: only if a validator refutes the result`);
  for (const note of plan.scope.assumptions.filter((text) => !scope.assumptions.includes(text))) say(`Note: ${note}`);
  if (plan.deferral !== null) say(`Not run: ${plan.deferral.reason}`);
  return app.start(plan, backend);
}

async function follow(live: LiveRun, options: CliOptions, app: App): Promise<number> {
  say(`Run ${live.runId}`);
  const progress = new Progress(process.stderr, live.state);
  const listening = live.onEvents((events) => progress.saw(events));
  try {
    await live.ended;
  } finally {
    listening.dispose();
    progress.end();
  }
  const { state } = live;
  const report = state.report;
  if (report !== null) {
    const text = app.render(report, options.format);
    await writeResult(text, options.out);
    say(`Verdict: ${report.verdict}. ${report.verdictReasons.join(' ')}`.trimEnd());
  }
  if (state.error !== null) say(describeError(state.error));
  if (state.state !== 'completed') say(`The run is kept: boo run --resume ${live.runId}`);
  return exitCodeOf(state, report, options.failOn ?? null);
}
