import type * as vscode from 'vscode';
import type { Log } from '../../base/log.ts';
import type { App } from '../../compose/App.ts';
import type { StreamDetail } from '../../protocol/stream/rows.ts';

/** The application that holds a run, and the root of the workspace folder it looks at. */
export interface RunOwner {
  readonly app: App;
  readonly root: string;
}

/** What the panes need from the rest of the extension. Deeds may ask the user first; they show their own errors. */
export interface RunPaneServices {
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  /** Tab icon; none is shown when absent. */
  readonly icon?: { readonly light: vscode.Uri; readonly dark: vscode.Uri };
  find(runId: string): Promise<RunOwner | undefined>;
  detail(): StreamDetail;
  stop(runId: string): Promise<void>;
  stopStep(runId: string, step: string): Promise<void>;
  resume(runId: string): Promise<void>;
  openReport(runId: string): Promise<void>;
  showError(error: unknown): void;
}
