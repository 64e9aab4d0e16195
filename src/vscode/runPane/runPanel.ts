import * as vscode from 'vscode';
import { assertNever } from '../../base/assertNever.ts';
import { DisposableStore, toDisposable } from '../../base/disposable.ts';
import { BooError } from '../../protocol/errors.ts';
import { type PaneMessage, parsePaneMessage } from '../../protocol/pane/messages.ts';
import { projectHeader } from '../../protocol/pane/projectRun.ts';
import { stateWords } from '../../protocol/pane/runView.ts';
import { streamAsText } from '../../protocol/stream/asText.ts';
import { parseItemId } from '../../protocol/stream/item.ts';
import { openPlace } from '../openPlace.ts';
import { paneHtml } from './paneHtml.ts';
import { PaneSession } from './paneSession.ts';
import type { RunOwner, RunPaneServices } from './services.ts';
import { readFullText } from './streamLog.ts';
import type { TextDocuments } from './textDocuments.ts';
import { insideWorkspace } from './workspacePath.ts';

/** One run pane: the editor's panel on one side, the session on the other. */
export class RunPanel implements vscode.Disposable {
  private readonly runId: string;
  private readonly panel: vscode.WebviewPanel;
  private readonly services: RunPaneServices;
  private readonly texts: TextDocuments;
  private readonly disposables = new DisposableStore();
  private owner: RunOwner | undefined;
  private session: PaneSession | undefined;
  private gone = false;
  /** The page said `ready` before the session existed. */
  private waiting = false;

  constructor(runId: string, panel: vscode.WebviewPanel, services: RunPaneServices, texts: TextDocuments) {
    this.runId = runId;
    this.panel = panel;
    this.services = services;
    this.texts = texts;
    const dist = vscode.Uri.joinPath(services.extensionUri, 'dist');
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    if (services.icon !== undefined) panel.iconPath = services.icon;
    this.disposables.add(panel.webview.onDidReceiveMessage((value: unknown) => this.receive(value)));
    this.disposables.add(panel.onDidChangeViewState(() => this.session?.setVisible(panel.visible)));
    panel.onDidDispose(() => this.release());
    const asset = (...path: string[]): string =>
      panel.webview.asWebviewUri(vscode.Uri.joinPath(dist, ...path)).toString();
    panel.webview.html = paneHtml(
      {
        cspSource: panel.webview.cspSource,
        script: asset('webview', 'run.js'),
        style: asset('webview', 'run.css'),
        codicons: asset('codicons', 'codicon.css'),
      },
      'Run',
    );
  }

  reveal(column?: vscode.ViewColumn, preserveFocus = false): void {
    this.panel.reveal(column, preserveFocus);
  }

  async load(): Promise<void> {
    try {
      const owner = await this.services.find(this.runId);
      if (this.gone) return;
      if (owner === undefined) throw new BooError('run_unknown', `Run ${this.runId} is not in this workspace.`);
      this.owner = owner;
      const session = this.makeSession(owner);
      this.session = this.disposables.add(session);
      const loading = session.load();
      if (this.waiting) void session.handle({ type: 'ready' });
      await loading;
    } catch (error) {
      this.services.showError(error);
      this.panel.dispose();
    }
  }

  dispose(): void {
    this.panel.dispose();
  }

  private release(): void {
    this.gone = true;
    this.disposables.dispose();
  }

  private makeSession(owner: RunOwner): PaneSession {
    return new PaneSession(this.runId, {
      app: owner.app,
      post: (message) => void this.panel.webview.postMessage(message),
      now: () => Date.now(),
      later: (ms, act) => {
        const timer = setTimeout(act, ms);
        return toDisposable(() => clearTimeout(timer));
      },
      detail: () => this.services.detail(),
      changed: () => this.updateTitle(),
      log: this.services.log,
    });
  }

  private updateTitle(): void {
    const run = this.session?.run;
    if (run === undefined || this.gone || this.session === undefined) return;
    const header = projectHeader(run, this.session.driver);
    const title = `${header.title} · ${stateWords[header.state]}`;
    if (this.panel.title !== title) this.panel.title = title;
  }

  private receive(value: unknown): void {
    const message = parsePaneMessage(value);
    if (message === undefined) {
      this.services.log.write('warn', 'the run pane sent a message that does not parse');
      return;
    }
    this.act(message).catch((error: unknown) => this.services.showError(error));
  }

  private async act(message: PaneMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
      case 'select':
      case 'older':
      case 'catchUp':
      case 'ack':
        if (this.session === undefined) this.waiting ||= message.type === 'ready';
        else await this.session.handle(message);
        return;
      case 'act':
        await this.deed(message.action);
        return;
      case 'stopStep':
        await this.services.stopStep(this.runId, message.step);
        return;
      case 'openItem':
        await this.openItem(message.id);
        return;
      case 'openText':
        await this.openText(message.id);
        return;
      case 'showAsText':
        await this.showAsText(message.step);
        return;
      case 'openPath':
        await this.openPath(message.path, message.line, message.endLine);
        return;
      case 'link':
        await vscode.env.openExternal(vscode.Uri.parse(message.url, true));
        return;
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        return;
      default:
        assertNever(message);
    }
  }

  private deed(action: 'stop' | 'resume' | 'openReport'): Promise<void> {
    switch (action) {
      case 'stop':
        return this.services.stop(this.runId);
      case 'resume':
        return this.services.resume(this.runId);
      case 'openReport':
        return this.services.openReport(this.runId);
    }
  }

  /** Opens the file a tool row names. The pane gives only the id of the row. */
  private async openItem(id: string): Promise<void> {
    const ref = parseItemId(id);
    if (ref === null || this.session === undefined) return;
    const item = (await this.session.rows(ref.step)).find((row) => row.id === id);
    if (item?.kind === 'tool' && item.path !== null) await this.openPath(item.path, null, null);
  }

  private async openPath(path: string, line: number | null, endLine: number | null): Promise<void> {
    if (this.owner === undefined) return;
    // Models invent paths: that is worth a remark, not an error.
    if ((await insideWorkspace(this.owner.root, path)) === null) {
      void vscode.window.showInformationMessage(`There is no file "${path.slice(0, 200)}" in this workspace.`);
      return;
    }
    await openPlace(this.owner.root, { path, line, endLine }, this.panel.viewColumn);
  }

  private async openText(id: string): Promise<void> {
    if (this.owner === undefined) return;
    const text = await readFullText(this.owner.app.store, this.runId, id);
    if (text !== null) await this.texts.show(this.runId, id, `${id.replaceAll(':', '-')}.txt`, text);
  }

  private async showAsText(step: string): Promise<void> {
    if (this.session === undefined) return;
    const title = this.session.run?.plan.steps.find((entry) => entry.id === step)?.title ?? 'Run';
    await this.texts.show(this.runId, step, `${title}.md`, streamAsText(title, await this.session.rows(step)));
  }
}
