import type { Host } from '../host.ts';
import { chooseRun, hasReport } from '../runChoice.ts';

/** Opens the report of a run that is over. */
export async function run(host: Host, ...args: unknown[]): Promise<void> {
  const chosen = await chooseRun(host, args, {
    title: 'Open Report',
    none: 'There are no finished runs yet.',
    accept: hasReport,
  });
  if (chosen !== undefined) await host.openReport(chosen.runId);
}
