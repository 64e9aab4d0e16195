import type { Host } from '../host.ts';
import type { ChosenRun } from '../runChoice.ts';

/** Cancels a run and logs it. Resolves when no process of it is left. */
export async function stopRun(host: Host, chosen: ChosenRun): Promise<void> {
  host.log.write('info', `cancel ${chosen.runId}`);
  await chosen.owner.app.cancel(chosen.runId);
}
