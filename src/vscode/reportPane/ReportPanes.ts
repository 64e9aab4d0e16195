import * as vscode from 'vscode';
import { parseReportPaneState } from '../../protocol/pane/reportMessages.ts';
import type { Host } from '../host.ts';
import { panelType } from '../ids.ts';
import { ReportPane } from './ReportPane.ts';

/** The open reports, one panel per run. */
export class ReportPanes implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly host: Host;
  private readonly panes = new Map<string, ReportPane>();

  constructor(host: Host) {
    this.host = host;
  }

  /** Shows the report of a run: its panel if there is one, else a new one in the active group. */
  open(runId: string): void {
    const known = this.panes.get(runId);
    if (known !== undefined) {
      known.panel.reveal();
      known.refresh();
      return;
    }
    const options = { enableFindWidget: true };
    this.adopt(vscode.window.createWebviewPanel(panelType.report, 'Report', vscode.ViewColumn.Active, options), runId);
  }

  /** Brings a panel back after a reload of the window. One whose state cannot be read is closed: it names no run. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const parsed = parseReportPaneState(state);
    if (parsed === undefined || this.panes.has(parsed.runId)) panel.dispose();
    else this.adopt(panel, parsed.runId);
    return Promise.resolve();
  }

  get(runId: string): ReportPane | undefined {
    return this.panes.get(runId);
  }

  close(runId: string): void {
    this.panes.get(runId)?.panel.dispose();
  }

  dispose(): void {
    for (const pane of [...this.panes.values()]) pane.panel.dispose();
  }

  private adopt(panel: vscode.WebviewPanel, runId: string): void {
    this.panes.set(runId, new ReportPane(this.host, panel, runId, () => this.panes.delete(runId)));
  }
}
