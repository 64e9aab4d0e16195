import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import type { Host } from '../host.ts';
import { viewId } from '../ids.ts';
import { RunsTree } from './RunsTree.ts';

export interface RunsView extends vscode.Disposable {
  readonly tree: RunsTree;
}

export function registerRunsView(host: Host): RunsView {
  const own = new DisposableStore();
  const tree = own.add(new RunsTree(host));
  const view = own.add(
    vscode.window.createTreeView(viewId.runs, { treeDataProvider: tree, canSelectMany: true, showCollapseAll: true }),
  );
  tree.attach(view);
  return { tree, dispose: () => own.dispose() };
}
