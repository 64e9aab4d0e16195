import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { DefinitionProblem, FlowInfo } from '../../compose/App.ts';
import { compareCategories } from '../../protocol/definition/categories.ts';
import type { Host } from '../host.ts';

/** A heading: the flows of one category of one folder's application, or the files that could not be used. */
interface GroupNode {
  readonly kind: 'group';
  readonly label: string;
  readonly children: readonly (FlowNode | ProblemNode)[];
}

/** Also the argument of the commands in the row's menu. */
export interface FlowNode {
  readonly kind: 'flow';
  readonly name: string;
  readonly file: string;
  /** Address of the workspace folder whose application offers it. */
  readonly folder: string;
  readonly info: FlowInfo;
}

interface ProblemNode {
  readonly kind: 'problem';
  readonly file: string;
  readonly line: number;
  readonly problem: DefinitionProblem;
}

type Node = GroupNode | FlowNode | ProblemNode;

const sourceWord: Readonly<Record<FlowInfo['source'], string>> = { builtin: '', user: 'yours', workspace: 'workspace' };

/** The flows that can be run, by category. With several folders open, those of the first: the launcher asks which folder. */
export class FlowsTree implements vscode.TreeDataProvider<Node>, Disposable {
  private readonly host: Host;
  private readonly changed = new vscode.EventEmitter<void>();
  private view: vscode.TreeView<Node> | undefined;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(host: Host) {
    this.host = host;
  }

  attach(view: vscode.TreeView<Node>): void {
    this.view = view;
  }

  refresh(): void {
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node !== undefined) return node.kind === 'group' ? [...node.children] : [];
    const [folder] = this.host.apps.folders();
    if (folder === undefined) return [];
    try {
      const { app } = await this.host.apps.open(folder);
      const { flows, problems } = await app.flows();
      if (this.view !== undefined) this.view.message = '';
      return groups(folder.uri.toString(), flows, problems);
    } catch (error) {
      const [{ errorRecordOf }, { sentenceFor }] = await Promise.all([
        import('../errorRecord.ts'),
        import('../remedies.ts'),
      ]);
      if (this.view !== undefined) this.view.message = sentenceFor(errorRecordOf(error));
      return [];
    }
  }

  getTreeItem(node: Node): vscode.TreeItem {
    switch (node.kind) {
      case 'group': {
        const item = new vscode.TreeItem(node.label, vscode.TreeItemCollapsibleState.Expanded);
        item.id = `group:${node.label}`;
        return item;
      }
      case 'flow': {
        const { info } = node;
        const item = new vscode.TreeItem(info.title);
        item.id = `flow:${info.name}`;
        item.description = [info.briefRequired ? 'needs a brief' : '', sourceWord[info.source]]
          .filter((word) => word !== '')
          .join(' · ');
        item.tooltip = info.description;
        item.iconPath = new vscode.ThemeIcon('list-tree');
        item.contextValue = 'flow';
        item.accessibilityInformation = { label: `${info.title}, ${info.description}` };
        return item;
      }
      case 'problem': {
        const item = new vscode.TreeItem(vscode.Uri.file(node.file));
        item.id = `problem:${node.file}:${node.line}:${node.problem.column}:${node.problem.message}`;
        item.description = `line ${node.line}: ${node.problem.message}`;
        item.tooltip = node.problem.message;
        item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed'));
        item.contextValue = 'definition';
        return item;
      }
    }
  }
}

function groups(folder: string, flows: readonly FlowInfo[], problems: readonly DefinitionProblem[]): GroupNode[] {
  const byCategory = new Map<string, FlowNode[]>();
  for (const info of [...flows].sort((a, b) => a.title.localeCompare(b.title))) {
    const list = byCategory.get(info.category) ?? [];
    list.push({ kind: 'flow', name: info.name, file: info.file, folder, info });
    byCategory.set(info.category, list);
  }
  const list = [...byCategory]
    .sort(([a], [b]) => compareCategories(a, b))
    .map(([label, children]): GroupNode => ({ kind: 'group', label, children }));
  if (problems.length === 0) return list;
  const bad = problems.map((problem): ProblemNode => ({
    kind: 'problem',
    file: problem.file,
    line: problem.line,
    problem,
  }));
  return [...list, { kind: 'group', label: 'Definitions with errors', children: bad }];
}
