import { createCodeOps, refutedBy } from '../engine/run/codeOps.ts';
import { defaultRetryPolicy } from '../engine/run/policy.ts';
import type { Recorder } from '../engine/run/recorder.ts';
import { Runner } from '../engine/run/Runner.ts';
import { createSourceReader } from '../workspace/reader/sourceReader.ts';
import type { AppOptions } from './App.ts';
import type { Equipment } from './backends.ts';
import { systemClock, systemRandom } from './systemPorts.ts';
import { WorkspaceWatch } from './workspaceWatch.ts';

/** The runner of one owned run with everything it needs around it, ready to start. Opens and starts nothing. */
export function createRunner(recorder: Recorder, { backend, slots }: Equipment, options: AppOptions): Runner {
  const { root } = recorder.state.workspace;
  const log = options.log.scope(`run ${recorder.runId}`);
  const watch = new WorkspaceWatch(root, recorder, log);
  return new Runner({
    backend,
    slots,
    recorder,
    log,
    clock: systemClock,
    random: systemRandom,
    reader: createSourceReader(root),
    workspace: root,
    concurrency: options.settings().concurrency,
    policy: defaultRetryPolicy,
    refuted: refutedBy,
    runCode: createCodeOps({
      clock: systemClock,
      beforeAgents: (signal) => watch.before(signal),
      afterAgents: (signal) => watch.after(signal),
    }),
  });
}
