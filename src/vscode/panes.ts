import * as vscode from 'vscode';
import type { StreamDetail } from '../protocol/stream/rows.ts';
import type { Host } from './host.ts';
import { commandId, settingsPrefix } from './ids.ts';
import { showError } from './notify.ts';
import { ReportPanes } from './reportPane/ReportPanes.ts';
import { RunPaneManager, type RunPaneServices } from './runPane/runPaneManager.ts';

/** The webviews of the extension. Made when the first one is opened or restored. */
export interface Panes {
  readonly run: RunPaneManager;
  readonly report: ReportPanes;
}

export function makePanes(host: Host): Panes {
  return { run: new RunPaneManager(runPaneServices(host)), report: new ReportPanes(host) };
}

function runPaneServices(host: Host): RunPaneServices {
  const media = (name: string): vscode.Uri => vscode.Uri.joinPath(host.context.extensionUri, 'media', name);
  const execute = async (command: string, ...args: unknown[]): Promise<void> => {
    await vscode.commands.executeCommand(command, ...args);
  };
  return {
    extensionUri: host.context.extensionUri,
    log: host.log.scope('run pane'),
    icon: { light: media('tab-light.svg'), dark: media('tab-dark.svg') },
    async find(runId) {
      const owner = await host.apps.find(runId);
      return owner === undefined ? undefined : { app: owner.app, root: owner.folder.uri.fsPath };
    },
    detail: streamDetail,
    stop: (runId) => execute(commandId.cancelRun, runId),
    stopStep: (runId, step) => execute(commandId.cancelStep, { kind: 'step', runId, step }),
    resume: (runId) => execute(commandId.resumeRun, runId),
    openReport: (runId) => execute(commandId.openReport, runId),
    showError: (error) => void showError(host, error),
  };
}

function streamDetail(): StreamDetail {
  const value = vscode.workspace.getConfiguration(settingsPrefix, null).get<unknown>('stream.detail');
  return value === 'overview' || value === 'detailed' ? value : 'concise';
}
