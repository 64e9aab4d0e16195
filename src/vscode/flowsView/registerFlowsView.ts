import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
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
  const definitions = own.add(vscode.workspace.createFileSystemWatcher('**/.boocode/{flows,agents}/*.{yaml,md}'));
  for (const event of [definitions.onDidChange, definitions.onDidCreate, definitions.onDidDelete])
    own.add(event(() => tree.refresh()));
  own.add(host.apps.onDidClose(() => tree.refresh()));
  return { tree, dispose: () => own.dispose() };
}
