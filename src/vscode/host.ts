import type * as vscode from 'vscode';
import type { Log } from '../base/log.ts';
import type { Apps } from './apps.ts';
import type { Dialogs } from './dialogs.ts';
import type { LiveRuns } from './liveRuns.ts';

/** What every command and view of the extension works with. Made once per activation. */
export interface Host {
  readonly context: vscode.ExtensionContext;
  readonly channel: vscode.LogOutputChannel;
  readonly log: Log;
  readonly apps: Apps;
  readonly live: LiveRuns;
  /** Replaced by tests. */
  dialogs: Dialogs;
  openRun(runId: string): Promise<void>;
  openReport(runId: string): Promise<void>;
  /** Closes what shows a run that is gone. */
  forgetRun(runId: string): void;
  refreshRuns(): void;
  refreshFlows(): void;
}
