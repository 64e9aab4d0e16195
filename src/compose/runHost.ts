import type { AgentBackend } from '../engine/ports/AgentBackend.ts';
import type { Clock, Random } from '../engine/ports/Clock.ts';
import { createCodeOps, refutedBy } from '../engine/run/codeOps.ts';
import { defaultRetryPolicy } from '../engine/run/policy.ts';
import type { Recorder } from '../engine/run/recorder.ts';
import { Runner } from '../engine/run/Runner.ts';
import type { AppOptions } from './App.ts';
import { WorkspaceWatch } from './workspaceWatch.ts';
import { createSourceReader } from '../workspace/reader/sourceReader.ts';

/** Everything one owned run needs around it, ready to start. `release` is called once when the run is over. */
export async function runHost(input: {
  readonly recorder: Recorder;
  readonly backend: AgentBackend;
  readonly options: AppOptions;
  readonly clock: Clock;
  readonly random: Random;
  readonly resumed: boolean;
}): Promise<{ runner: Runner; release: () => Promise<void> }> {
  const { recorder, backend, options, clock, random } = input;
  const { workspace } = recorder.state;
  const watch = new WorkspaceWatch(workspace.root, recorder);
  const reader = createSourceReader(workspace.root);
  const runner = new Runner({
    backend,
    recorder,
    clock,
    random,
    reader,
    workspace: workspace.root,
    log: options.log.scope(`run ${recorder.runId}`),
    concurrency: options.settings().concurrency,
    policy: defaultRetryPolicy,
    refuted: refutedBy,
    runCode: createCodeOps({ clock, beforeAgents: () => watch.before(), afterAgents: () => watch.after() }),
  });
  return { runner, release: () => Promise.resolve(watch.dispose()) };
}
