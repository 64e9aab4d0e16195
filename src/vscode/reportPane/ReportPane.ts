import * as vscode from 'vscode';
import { assertNever } from '../../base/assertNever.ts';
import { DisposableStore } from '../../base/disposable.ts';
import {
  parseReportPaneMessage,
  type ReportHostMessage,
  type ReportPaneMessage,
} from '../../protocol/pane/reportMessages.ts';
import type { Report } from '../../protocol/report.ts';
import { BooError } from '../../protocol/errors.ts';
import { errorRecordOf } from '../errorRecord.ts';
import type { Host } from '../host.ts';
import { commandId } from '../ids.ts';
import { openPlace, type Place } from '../openPlace.ts';
import { sentenceFor } from '../remedies.ts';
import { requireRun } from '../runChoice.ts';
import { paneHtml } from '../runPane/paneHtml.ts';
import { verdictWord } from '../words.ts';

/**
 * The host half of one report. The browser half says `ready` each time its page is made (first show, after hiding, after a
 * reload) and is answered with the whole report; the host holds no view state.
 */
export class ReportPane {
  readonly panel: vscode.WebviewPanel;
  private readonly host: Host;
  private readonly runId: string;
  private readonly own = new DisposableStore();
  private answered: () => void = () => {};

  /** Resolves when the page has been given its first answer. */
  readonly shown: Promise<void>;

  constructor(host: Host, panel: vscode.WebviewPanel, runId: string, onClosed: () => void) {
    this.host = host;
    this.panel = panel;
    this.runId = runId;
    this.shown = new Promise((resolve) => {
      this.answered = resolve;
    });
    const media = (name: string): vscode.Uri => vscode.Uri.joinPath(host.context.extensionUri, 'media', name);
    panel.iconPath = { light: media('tab-light.svg'), dark: media('tab-dark.svg') };
    this.own.add(
      panel.onDidDispose(() => {
        this.own.dispose();
        onClosed();
      }),
    );
    this.own.add(panel.webview.onDidReceiveMessage((value: unknown) => void this.receive(value)));
    const dist = vscode.Uri.joinPath(host.context.extensionUri, 'dist');
    const asset = (...path: string[]): string =>
      panel.webview.asWebviewUri(vscode.Uri.joinPath(dist, ...path)).toString();
    panel.webview.options = { enableScripts: true, enableCommandUris: false, localResourceRoots: [dist] };
    panel.webview.html = paneHtml(
      {
        cspSource: panel.webview.cspSource,
        script: asset('webview', 'report.js'),
        style: asset('webview', 'report.css'),
        codicons: asset('codicons', 'codicon.css'),
      },
      'Report',
    );
  }

  /** Sends the report again, for a run that was reopened and ended anew. */
  refresh(): void {
    void this.sendReport();
  }

  /** What the page said; unknown until parsed. A failed request is told in the page. */
  async receive(value: unknown): Promise<void> {
    const message = parseReportPaneMessage(value);
    if (message === undefined) {
      this.host.log.write('warn', 'the report pane sent a message of an unknown shape');
      return;
    }
    try {
      await this.act(message);
    } catch (error) {
      const record = errorRecordOf(error);
      this.host.log.write('warn', record.message, { code: record.code });
      this.post({ type: 'notice', message: record.code === 'usage' ? record.message : sentenceFor(record) });
    }
  }

  private async act(message: ReportPaneMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.sendReport();
      case 'openCitation':
        return this.openCitation(message.finding, message.citation);
      case 'openPath':
        return this.openInWorkspace(message);
      case 'link':
        await vscode.env.openExternal(vscode.Uri.parse(message.url, true));
        return;
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        return;
      case 'export':
        await vscode.commands.executeCommand(commandId.exportReport, this.runId, message.format);
        return;
      case 'saveArtifact':
        await vscode.commands.executeCommand(commandId.saveDraft, this.runId, message.name);
        return;
      case 'openRun':
        return this.host.openRun(this.runId);
      default:
        assertNever(message);
    }
  }

  private async report(): Promise<Report> {
    const { owner } = await requireRun(this.host, this.runId);
    return owner.app.report(this.runId);
  }

  private async sendReport(): Promise<void> {
    try {
      const report = await this.report();
      this.panel.title = `${report.run.title}: ${verdictWord[report.verdict]}`;
      this.post({ type: 'report', report });
    } catch (error) {
      this.post({ type: 'problem', message: sentenceFor(errorRecordOf(error)) });
    }
    this.answered();
  }

  private async openCitation(findingId: string, index: number): Promise<void> {
    const citation = (await this.report()).findings.find((finding) => finding.id === findingId)?.citations[index];
    if (citation === undefined)
      throw new BooError('usage', `The report has no citation ${index + 1} of ${findingId.slice(0, 100)}.`);
    if (citation.trust === 'web' && citation.url !== undefined) {
      const url = new URL(citation.url);
      if (url.protocol === 'https:' || url.protocol === 'http:')
        await vscode.env.openExternal(vscode.Uri.parse(url.href, true));
      return;
    }
    if (citation.path === undefined) throw new BooError('usage', 'This citation names no file.');
    return this.openInWorkspace({
      path: citation.path,
      line: citation.startLine ?? null,
      endLine: citation.endLine ?? null,
    });
  }

  private async openInWorkspace(place: Place): Promise<void> {
    const { owner } = await requireRun(this.host, this.runId);
    await openPlace(owner.folder.uri.fsPath, place, this.panel.viewColumn);
  }

  private post(message: ReportHostMessage): void {
    void this.panel.webview.postMessage(message);
  }
}
