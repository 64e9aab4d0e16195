import * as vscode from 'vscode';
import type { App } from './compose/App.ts';
import { createHost, type Hosted } from './vscode/createHost.ts';
import type { ChatCall } from './vscode/chat/answerChat.ts';
import type { FlowsTree } from './vscode/flowsView/FlowsTree.ts';
import type { Host } from './vscode/host.ts';
import type { Panes } from './vscode/panes.ts';
import type { RunsTree } from './vscode/runsView/RunsTree.ts';

/** What the extension's own tests reach it by; other extensions get nothing. */
export interface TestApi {
  readonly host: Host;
  /** How long `activate` took, in ms. */
  readonly activateMs: number;
  readonly runsTree: RunsTree | undefined;
  readonly flowsTree: FlowsTree | undefined;
  /** The application of the first workspace folder, loaded now if need be. */
  app(): Promise<App>;
  panes(): Promise<Panes>;
  /** What the chat participant does; the editor's test windows show no chat to type into. */
  chat(...args: ChatCall): Promise<vscode.ChatResult>;
}

let hosted: Hosted | undefined;

/** Registers everything and returns; the engine is loaded by what first needs it, as a bundle of its own. */
export function activate(context: vscode.ExtensionContext): TestApi | undefined {
  const began = performance.now();
  const current = createHost(context, async (options) => {
    const { createApp } = await import('./compose/createApp.ts');
    return createApp(options);
  });
  hosted = current;
  const activateMs = performance.now() - began;
  current.host.log.write('debug', `activated in ${activateMs.toFixed(1)} ms`);
  if (context.extensionMode !== vscode.ExtensionMode.Test) return undefined;
  const { host, panes, runsView, flowsView } = current;
  return {
    host,
    activateMs,
    runsTree: runsView?.tree,
    flowsTree: flowsView?.tree,
    chat: async (request, response, token) => {
      const { answerChat } = await import('./vscode/chat/answerChat.ts');
      return answerChat(host, request, response, token);
    },
    async app() {
      const [folder] = host.apps.folders();
      if (folder === undefined) throw new Error('no workspace folder is open');
      return (await host.apps.open(folder)).app;
    },
    panes: () => panes.get(),
  };
}

/** The editor waits a few seconds for this; nothing that must be saved depends on it. */
export async function deactivate(): Promise<void> {
  await hosted?.dispose();
  hosted = undefined;
}
