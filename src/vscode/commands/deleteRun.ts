import type { Host } from '../host.ts';
import { canDelete, chooseRuns } from '../runChoice.ts';
import { showError } from '../notify.ts';
import { count } from '../words.ts';

/** Deletes runs for good, after asking. One that cannot be deleted does not keep the others. Returns how many are gone. */
export async function run(host: Host, ...args: unknown[]): Promise<number> {
  const chosen = await chooseRuns(host, args, {
    title: 'Delete Runs',
    none: 'There are no runs that can be deleted.',
    accept: canDelete,
  });
  if (chosen.length === 0) return 0;
  const question = chosen.length === 1 ? 'Delete this run?' : `Delete ${count(chosen.length, 'run')}?`;
  if (!(await host.dialogs.confirm(question, 'Its log, findings and report are removed from disk.', 'Delete')))
    return 0;
  let gone = 0;
  for (const { owner, runId } of chosen) {
    try {
      await owner.app.store.remove(runId);
      host.forgetRun(runId);
      gone += 1;
    } catch (error) {
      void showError(host, error);
    }
  }
  return gone;
}
