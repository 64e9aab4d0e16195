import * as vscode from 'vscode';
import { parsePaneState } from '../../protocol/pane/messages.ts';
import { panelType } from '../ids.ts';
import { RunPanel } from './runPanel.ts';
import type { RunPaneServices } from './services.ts';
import { TextDocuments } from './textDocuments.ts';

export type { RunPaneServices } from './services.ts';

export interface OpenOptions {
  readonly column?: vscode.ViewColumn;
  readonly preserveFocus?: boolean;
}

/**
 * The run panes of this window, at most one per run. Also restores them after a reload: register it as the serializer of
 * `boocode.runPane`. Shows stored runs too; nothing here needs the run to be live.
 */
export class RunPaneManager implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly panels = new Map<string, RunPanel>();
  private readonly texts = new TextDocuments();
  private readonly services: RunPaneServices;

  constructor(services: RunPaneServices) {
    this.services = services;
  }

  /** Shows the pane of a run, making it if need be. */
  async open(runId: string, options: OpenOptions = {}): Promise<void> {
    const known = this.panels.get(runId);
    if (known !== undefined) {
      known.reveal(options.column, options.preserveFocus);
      return;
    }
    const place = {
      viewColumn: options.column ?? vscode.ViewColumn.Active,
      preserveFocus: options.preserveFocus ?? false,
    };
    const panel = vscode.window.createWebviewPanel(panelType.run, 'Run', place, { enableFindWidget: true });
    await this.adopt(runId, panel);
  }

  /** Called by the editor for a tab it kept. A state that names no run closes the tab. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const kept = parsePaneState(state);
    const known = kept === undefined ? undefined : this.panels.get(kept.runId);
    if (kept === undefined || known !== undefined) {
      known?.reveal();
      panel.dispose();
      return;
    }
    await this.adopt(kept.runId, panel);
  }

  /** Runs that are shown, e.g. to close panes of deleted ones. */
  close(runId: string): void {
    this.panels.get(runId)?.dispose();
  }

  dispose(): void {
    for (const panel of [...this.panels.values()]) panel.dispose();
    this.texts.dispose();
  }

  private async adopt(runId: string, panel: vscode.WebviewPanel): Promise<void> {
    const pane = new RunPanel(runId, panel, this.services, this.texts);
    this.panels.set(runId, pane);
    panel.onDidDispose(() => {
      if (this.panels.get(runId) === pane) this.panels.delete(runId);
    });
    await pane.load();
  }
}
