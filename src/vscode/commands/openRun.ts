import type { Host } from '../host.ts';
import { chooseRun, orOnlyLive } from '../runChoice.ts';

/** Opens the run pane of one run: named, the only live one of this window, or asked for. */
export async function run(host: Host, ...args: unknown[]): Promise<void> {
  const chosen = await chooseRun(host, orOnlyLive(host, args), {
    title: 'Open Run',
    none: 'There are no runs yet. Start one with Run Orchestrator Flow.',
    accept: () => true,
  });
  if (chosen !== undefined) await host.openRun(chosen.runId);
}
