import * as vscode from 'vscode';
import type { Host } from '../host.ts';
import { canResume, chooseRun } from '../runChoice.ts';
import { requireTrust } from '../trust.ts';

/** Continues an interrupted run from its stored plan and shows it. Returns its id. */
export async function run(host: Host, ...args: unknown[]): Promise<string | undefined> {
  requireTrust();
  const chosen = await chooseRun(host, args, {
    title: 'Resume Run',
    none: 'No run can be resumed.',
    accept: canResume,
  });
  if (chosen === undefined) return undefined;
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'Resuming run' }, () =>
    chosen.owner.app.resume(chosen.runId),
  );
  await host.openRun(chosen.runId);
  return chosen.runId;
}
