import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import type { App, AppOptions } from '../compose/App.ts';
import { Apps } from './apps.ts';
import { channelLog } from './channelLog.ts';
import { registerCommands } from './commands/table.ts';
import { editorDialogs } from './dialogs.ts';
import { registerDefinitions } from './definitions/registerDefinitions.ts';
import { registerChat } from './chat/registerChat.ts';
import { type FlowsView, registerFlowsView } from './flowsView/registerFlowsView.ts';
import type { Host } from './host.ts';
import { registerInterruptedOffer } from './interrupted.ts';
import { LiveRuns } from './liveRuns.ts';
import { type LazyPanes, lazyPanes, registerPaneSerializers } from './registerPanes.ts';
import { registerRunsView, type RunsView } from './runsView/registerRunsView.ts';
import { registerStatusBar } from './statusBar.ts';

/** Loads the application's code and makes one application. */
export type CreateApp = (options: AppOptions) => Promise<App>;

export interface Hosted {
  readonly host: Host;
  readonly panes: LazyPanes;
  readonly runsView: RunsView | undefined;
  readonly flowsView: FlowsView | undefined;
  /** Ends everything; resolves when no process is left. */
  dispose(): Promise<void>;
}

/**
 * Builds and registers everything the extension adds to the editor, synchronously and without loading the application. A
 * part that fails to register is logged and leaves the others alive.
 */
export function createHost(context: vscode.ExtensionContext, createApp: CreateApp): Hosted {
  const own = new DisposableStore();
  const channel = own.add(vscode.window.createOutputChannel('BooCode', { log: true }));
  const log = channelLog(channel);
  const apps = new Apps(async (folder) => {
    const { appOptions } = await import('./openApp.ts');
    return createApp(appOptions(context, folder, log));
  });
  const live = own.add(new LiveRuns(apps));
  const panes = own.add(lazyPanes(() => host));
  const attempt = <T extends Disposable>(name: string, register: () => T): T | undefined => {
    try {
      return own.add(register());
    } catch (error) {
      log.write('error', `${name} could not be set up: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };
  const host: Host = {
    context,
    channel,
    log,
    apps,
    live,
    dialogs: editorDialogs,
    openRun: async (runId) => (await panes.get()).run.open(runId),
    openReport: async (runId) => (await panes.get()).report.open(runId),
    forgetRun(runId) {
      panes.peek()?.run.close(runId);
      panes.peek()?.report.close(runId);
    },
    refreshRuns: () => runsView?.tree.refresh(),
    refreshFlows: () => flowsView?.tree.refresh(),
  };
  attempt('commands', () => registerCommands(host));
  const runsView = attempt('the Runs view', () => registerRunsView(host));
  const flowsView = attempt('the Flows view', () => registerFlowsView(host));
  attempt('help for definition files', () => registerDefinitions(host));
  attempt('the chat participant', () => registerChat(host));
  attempt('the status bar', () => registerStatusBar(host));
  attempt('panes', () => registerPaneSerializers(panes));
  attempt('notifications', () =>
    live.onEnd((entry) => void import('./runEnd.ts').then(({ tellRunEnd }) => tellRunEnd(host, entry)).catch(() => {})),
  );
  attempt('the offer to resume', () => registerInterruptedOffer(host));
  return {
    host,
    panes,
    runsView,
    flowsView,
    async dispose() {
      await apps.dispose();
      own.dispose();
    },
  };
}
