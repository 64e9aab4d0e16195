import type { Host } from '../host.ts';
import { chooseRun } from '../runChoice.ts';

/** Opens the run pane of one run. */
export async function run(host: Host, ...args: unknown[]): Promise<void> {
  const chosen = await chooseRun(host, args, {
    title: 'Open Run',
    none: 'There are no runs yet. Start one with Run Orchestrator Flow.',
    accept: () => true,
  });
  if (chosen !== undefined) await host.openRun(chosen.runId);
}
