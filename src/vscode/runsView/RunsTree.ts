import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { RunSummary } from '../../engine/ports/RunStore.ts';
import { isTerminal } from '../../protocol/transitions.ts';
import type { OpenApp } from '../apps.ts';
import type { Host } from '../host.ts';
import { throttle } from '../throttle.ts';
import type { Node, RunNode, StepNode } from './nodes.ts';
import { rowOf } from './rows.ts';

/** Redraws at most this often, however fast events come. */
const redrawMs = 250;

/**
 * The history of all folders of the window, newest first, and the steps of each run. Loads the application when the view
 * is first looked at, then follows changes. What is wrong with the store is said above the rows.
 */
export class RunsTree implements vscode.TreeDataProvider<Node>, Disposable {
  private readonly host: Host;
  private readonly nodes = new Map<string, RunNode>();
  private readonly changed = new vscode.EventEmitter<Node | undefined>();
  private readonly disposables = new DisposableStore();
  private readonly dirty = new Set<string>();
  private readonly listing = throttle(redrawMs, () => void this.reload());
  private readonly progress = throttle(redrawMs, () => this.redrawDirty());
  private readonly watched = new WeakSet<OpenApp>();
  private loaded: Promise<void> | undefined;
  private view: vscode.TreeView<Node> | undefined;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(host: Host) {
    this.host = host;
    for (const item of [this.changed, this.listing, this.progress]) this.disposables.add(item);
    this.disposables.add(host.apps.onDidOpen((owner) => this.watch(owner)));
    this.disposables.add(host.apps.onDidClose(() => this.refresh()));
    this.disposables.add(host.live.onChange(() => this.listing.request()));
    this.disposables.add(
      host.live.onProgress(({ run }) => {
        this.dirty.add(run.runId);
        this.progress.request();
      }),
    );
  }

  attach(view: vscode.TreeView<Node>): void {
    this.view = view;
  }

  /** Reads the list again, as soon as someone looks. */
  refresh(): void {
    this.loaded = undefined;
    this.listing.request();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return rowOf(node);
  }

  getParent(node: Node): Node | undefined {
    return node.kind === 'step' ? node.parent : undefined;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node === undefined) {
      this.loaded ??= this.load();
      await this.loaded;
      return [...this.nodes.values()].sort((a, b) => b.summary.createdAt - a.summary.createdAt);
    }
    return node.kind === 'run' ? this.steps(node) : [];
  }

  /** The row of a run, when the list holds it. */
  find(runId: string): RunNode | undefined {
    return this.nodes.get(runId);
  }

  private async load(): Promise<void> {
    try {
      for (const owner of await this.host.apps.openAll()) this.watch(owner);
      await this.read();
    } catch (error) {
      this.loaded = undefined;
      await this.say(error);
    }
  }

  private watch(owner: OpenApp): void {
    if (this.watched.has(owner)) return;
    this.watched.add(owner);
    this.disposables.add(owner.app.store.onChange(() => this.listing.request()));
    this.listing.request();
  }

  private async reload(): Promise<void> {
    try {
      await this.read();
    } catch (error) {
      await this.say(error);
    }
    this.changed.fire(undefined);
  }

  /** Brings the nodes up to date. Applications that are not open yet are left alone: reading must not load them. */
  private async read(): Promise<void> {
    const owners = this.host.apps.list();
    const several = this.host.apps.folders().length > 1;
    const seen = new Set<string>();
    for (const owner of owners) {
      for (const summary of await owner.app.store.list()) {
        seen.add(summary.runId);
        const known = this.nodes.get(summary.runId);
        if (known?.owner === owner) known.summary = this.current(summary);
        else {
          const folderName = several ? owner.folder.name : undefined;
          this.nodes.set(summary.runId, {
            kind: 'run',
            runId: summary.runId,
            owner,
            summary: this.current(summary),
            folderName,
          });
        }
      }
    }
    for (const runId of [...this.nodes.keys()]) if (!seen.has(runId)) this.nodes.delete(runId);
    this.showBadge();
    await this.showProblems(owners);
  }

  /** The folded state of a live run is ahead of the index. */
  private current(summary: RunSummary): RunSummary {
    const state = this.host.live.get(summary.runId)?.run.state;
    if (state === undefined) return summary;
    const stepsDone = [...state.steps.values()].filter((step) => isTerminal(step.state)).length;
    return {
      ...summary,
      state: state.state,
      verdict: state.verdict,
      stepsDone,
      stepsTotal: state.steps.size,
      active: true,
      interrupted: false,
    };
  }

  private redrawDirty(): void {
    for (const runId of this.dirty) {
      const node = this.nodes.get(runId);
      if (node === undefined) continue;
      node.summary = this.current(node.summary);
      this.changed.fire(node);
    }
    this.dirty.clear();
  }

  private async steps(node: RunNode): Promise<StepNode[]> {
    try {
      const state = await node.owner.app.state(node.runId);
      const live = node.summary.active;
      return state.plan.steps.flatMap((plan): StepNode[] => {
        const step = state.steps.get(plan.id);
        return step === undefined
          ? []
          : [{ kind: 'step', runId: node.runId, step: plan.id, parent: node, plan, state: step, live }];
      });
    } catch (error) {
      await this.say(error);
      return [];
    }
  }

  private showBadge(): void {
    if (this.view === undefined) return;
    const waiting = [...this.nodes.values()].filter(
      ({ summary }) => summary.interrupted || summary.state === 'blocked',
    ).length;
    const tooltip = waiting === 1 ? '1 run needs attention' : `${waiting} runs need attention`;
    this.view.badge = waiting === 0 ? undefined : { value: waiting, tooltip };
  }

  private async showProblems(owners: readonly OpenApp[]): Promise<void> {
    if (this.view === undefined) return;
    const problems = (await Promise.all(owners.map(({ app }) => app.storeProblems()))).flat();
    const [first] = problems;
    if (first === undefined) {
      this.view.message = '';
      return;
    }
    const { sentenceFor } = await import('../remedies.ts');
    this.view.message = sentenceFor(first) + (problems.length === 1 ? '' : ` (${problems.length - 1} more in the log)`);
  }

  private async say(error: unknown): Promise<void> {
    const [{ errorRecordOf }, { sentenceFor }] = await Promise.all([
      import('../errorRecord.ts'),
      import('../remedies.ts'),
    ]);
    const record = errorRecordOf(error);
    this.host.log.write('error', record.message, { code: record.code });
    if (this.view !== undefined) this.view.message = sentenceFor(record);
  }
}
