import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import { isTerminal } from '../protocol/transitions.ts';
import type { Host } from './host.ts';
import { commandId } from './ids.ts';

/** Empty files named after the runs that a window owns; what is left at start-up was interrupted. */
const folderName = 'live';
const runIdPattern = /^[a-z0-9]{8,40}$/;

/**
 * Offers once, after start-up, to resume a run that died with the last window. To find out, nothing of the application is
 * loaded: an empty file per live run lies in the storage folder and goes when the run ends, so one folder listing, nearly
 * always of an empty or absent folder, tells. Only if it names a run is the store asked whether that can really be
 * resumed (another window may own it). The files are hints: losing one costs the offer and nothing else, for the Runs view shows
 * every interrupted run in any case.
 */
export function registerInterruptedOffer(host: Host): Disposable {
  const own = new DisposableStore();
  const storage = host.context.storageUri?.fsPath;
  if (storage === undefined) return own;
  const folder = join(storage, folderName);
  const ignore = (): void => {};
  own.add(
    host.live.onStart(({ run }) => {
      void mkdir(folder, { recursive: true })
        .then(() => writeFile(join(folder, run.runId), ''))
        .catch(ignore);
    }),
  );
  own.add(
    host.live.onEnd(({ run }) => {
      if (isTerminal(run.state.state)) void rm(join(folder, run.runId), { force: true }).catch(ignore);
    }),
  );
  void offer(host, folder);
  return own;
}

async function offer(host: Host, folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  const runIds = names.filter((name) => runIdPattern.test(name));
  if (runIds.length === 0 || !vscode.workspace.isTrusted) return;
  try {
    for (const runId of runIds) {
      const owner = await host.apps.find(runId);
      if (host.live.get(runId) !== undefined) continue;
      const summary = (await owner?.app.store.list())?.find((run) => run.runId === runId);
      if (summary?.active !== true) await rm(join(folder, runId), { force: true });
      if (summary?.interrupted === true) void ask(runId, summary.title, summary.stepsDone, summary.stepsTotal);
    }
  } catch (error) {
    host.log.write(
      'warn',
      `interrupted runs were not looked for: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function ask(runId: string, title: string, done: number, total: number): Promise<void> {
  const resume = 'Resume';
  const show = 'Open Run';
  const text = `${title} was interrupted after ${done} of ${total} steps. What is done is kept.`;
  const pressed = await vscode.window.showInformationMessage(text, resume, show);
  if (pressed === resume) await vscode.commands.executeCommand(commandId.resumeRun, runId);
  if (pressed === show) await vscode.commands.executeCommand(commandId.openRun, runId);
}
