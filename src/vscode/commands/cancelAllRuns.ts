import * as vscode from 'vscode';
import type { Host } from '../host.ts';
import { stopRun } from './stopRun.ts';

/** Cancels every live run of this window at once. Returns how many there were. */
export async function run(host: Host): Promise<number> {
  const live = host.live.list();
  if (live.length === 0) {
    void vscode.window.showInformationMessage('No run is in progress.');
    return 0;
  }
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'Cancelling all runs' }, () =>
    Promise.all(live.map(({ owner, run: { runId } }) => stopRun(host, { owner, runId }))),
  );
  return live.length;
}
