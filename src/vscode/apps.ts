import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { App } from '../compose/App.ts';

/** An application and the workspace folder it looks at. */
export interface OpenApp {
  readonly folder: vscode.WorkspaceFolder;
  readonly app: App;
}

/** Builds the application of one folder. This is where its code is loaded; see extension.ts. */
export type AppFactory = (folder: vscode.WorkspaceFolder) => Promise<App>;

/**
 * One application per workspace folder, made when first asked for. Views ask `list` (what is there) when they must not
 * cause loading, and `open*` when a person wants something. Does not pick folders and shows nothing.
 */
export class Apps {
  private readonly opening = new Map<string, Promise<OpenApp>>();
  private readonly ready = new Map<string, OpenApp>();
  private readonly closing: Promise<void>[] = [];
  private readonly opened = new Emitter<OpenApp>();
  private readonly closed = new Emitter<OpenApp>();
  private readonly disposables = new DisposableStore();
  private readonly factory: AppFactory;

  readonly onDidOpen = this.opened.event;
  readonly onDidClose = this.closed.event;

  constructor(factory: AppFactory) {
    this.factory = factory;
    this.disposables.add(
      vscode.workspace.onDidChangeWorkspaceFolders((change) => {
        for (const folder of change.removed) this.close(folder.uri.toString());
      }),
    );
    // An application learns at its birth whether it may start runs. Untrusted ones own no run, so none is interrupted.
    this.disposables.add(
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        for (const key of [...this.opening.keys()]) this.close(key);
      }),
    );
  }

  /** Folders on disk: agents and the store need real files. */
  folders(): readonly vscode.WorkspaceFolder[] {
    return (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
  }

  /** What is open already. Loads nothing. */
  list(): readonly OpenApp[] {
    return [...this.ready.values()];
  }

  /** The application of `folder`, made now if need be. A failed attempt is not remembered: the next call tries again. */
  open(folder: vscode.WorkspaceFolder): Promise<OpenApp> {
    const key = folder.uri.toString();
    const known = this.opening.get(key);
    if (known !== undefined) return known;
    const attempt = this.make(key, folder);
    this.opening.set(key, attempt);
    attempt.catch(() => {
      if (this.opening.get(key) === attempt) this.opening.delete(key);
    });
    return attempt;
  }

  openAll(): Promise<readonly OpenApp[]> {
    return Promise.all(this.folders().map((folder) => this.open(folder)));
  }

  /** The application that holds a run, or undefined when no folder of this window does. */
  async find(runId: string): Promise<OpenApp | undefined> {
    const apps = await this.openAll();
    const live = apps.find(({ app }) => app.liveRuns.has(runId));
    if (live !== undefined) return live;
    for (const candidate of apps) {
      const runs = await candidate.app.store.list();
      if (runs.some((run) => run.runId === runId)) return candidate;
    }
    return undefined;
  }

  /** Lets every run go (they can be resumed) and waits until no process of them is left. */
  async dispose(): Promise<void> {
    this.disposables.dispose();
    for (const key of [...this.opening.keys()]) this.close(key);
    await Promise.allSettled(this.closing);
    this.opened.dispose();
    this.closed.dispose();
  }

  private async make(key: string, folder: vscode.WorkspaceFolder): Promise<OpenApp> {
    const entry: OpenApp = { folder, app: await this.factory(folder) };
    // Closed while it was being made: nobody will ask for it again, so nobody would dispose it.
    if (!this.opening.has(key)) {
      await entry.app.dispose();
      throw new Error(`The folder ${folder.name} was closed.`);
    }
    this.ready.set(key, entry);
    this.opened.fire(entry);
    return entry;
  }

  private close(key: string): void {
    const entry = this.ready.get(key);
    this.opening.delete(key);
    this.ready.delete(key);
    if (entry === undefined) return;
    this.closed.fire(entry);
    this.closing.push(entry.app.dispose());
  }
}
