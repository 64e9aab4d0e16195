import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import { flowGlob, personaGlob } from '../definitions/definitionFile.ts';
import type { Host } from '../host.ts';
import { viewId } from '../ids.ts';
import { FlowsTree } from './FlowsTree.ts';

export interface FlowsView extends vscode.Disposable {
  readonly tree: FlowsTree;
}

export function registerFlowsView(host: Host): FlowsView {
  const own = new DisposableStore();
  const tree = own.add(new FlowsTree(host));
  const view = own.add(vscode.window.createTreeView(viewId.flows, { treeDataProvider: tree, showCollapseAll: true }));
  tree.attach(view);
  const home = new vscode.RelativePattern(
    vscode.Uri.file(join(homedir(), '.boocode')),
    '{flows,agents}/*.{yaml,yml,md}',
  );
  for (const pattern of [flowGlob, personaGlob, home]) {
    const definitions = own.add(vscode.workspace.createFileSystemWatcher(pattern));
    for (const event of [definitions.onDidChange, definitions.onDidCreate, definitions.onDidDelete])
      own.add(event(() => tree.refresh()));
  }
  own.add(host.apps.onDidClose(() => tree.refresh()));
  return { tree, dispose: () => own.dispose() };
}
