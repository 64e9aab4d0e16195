import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { Host } from '../host.ts';
import { commandId, type CommandName } from '../ids.ts';

/** A command: `args` are whatever the caller passed and are checked by the command. The result goes back to the caller. */
export interface Command {
  run(host: Host, ...args: unknown[]): Promise<unknown>;
}

/** Each command's code is first evaluated when the command is first used. Exhaustive: a new id must get a row. */
const commands: Readonly<Record<CommandName, () => Promise<Command>>> = {
  runFlow: () => import('./runFlow.ts'),
  runFlowHere: () => import('./runFlowHere.ts'),
  runThisFlow: () => import('./runThisFlow.ts'),
  openFlow: () => import('./openFlow.ts'),
  newFlow: () => import('./newFlow.ts'),
  newPersona: () => import('./newPersona.ts'),
  openRun: () => import('./openRun.ts'),
  openReport: () => import('./openReport.ts'),
  exportReport: () => import('./exportReport.ts'),
  saveDraft: () => import('./saveDraft.ts'),
  cancelRun: () => import('./cancelRun.ts'),
  cancelAllRuns: () => import('./cancelAllRuns.ts'),
  cancelStep: () => import('./cancelStep.ts'),
  resumeRun: () => import('./resumeRun.ts'),
  deleteRun: () => import('./deleteRun.ts'),
  checkBackend: () => import('./checkBackend.ts'),
  rebuildHistory: () => import('./rebuildHistory.ts'),
  refreshRuns: async () => ({ run: async (host) => host.refreshRuns() }),
  refreshFlows: async () => ({ run: async (host) => host.refreshFlows() }),
  showLog: async () => ({ run: async (host) => host.channel.show() }),
};

/** Registers all commands. A failing command ends in an error notification, never in a rejected call. */
export function registerCommands(host: Host): Disposable {
  const registered = new DisposableStore();
  for (const [name, load] of Object.entries(commands)) {
    const id = commandId[name as CommandName]; // Object.entries forgets the key type of the table above.
    registered.add(vscode.commands.registerCommand(id, (...args: unknown[]) => runCommand(host, load, args)));
  }
  return registered;
}

async function runCommand(host: Host, load: () => Promise<Command>, args: readonly unknown[]): Promise<unknown> {
  try {
    const command = await load();
    return await command.run(host, ...args);
  } catch (error) {
    const { showError } = await import('../notify.ts');
    void showError(host, error);
    return undefined;
  }
}
