import * as vscode from 'vscode';
import type { Host } from '../host.ts';
import { canCancel, chooseRun, orOnlyLive } from '../runChoice.ts';
import { stopRun } from './stopRun.ts';

/** Cancels one run: named, the only live one of this window, or asked for. Returns when no process of it is left. */
export async function run(host: Host, ...args: unknown[]): Promise<void> {
  const chosen = await chooseRun(host, orOnlyLive(host, args), {
    title: 'Cancel Run',
    none: 'No run is in progress.',
    accept: canCancel,
  });
  if (chosen === undefined) return;
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'Cancelling run' }, () =>
    stopRun(host, chosen),
  );
}
