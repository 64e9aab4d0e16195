import * as vscode from 'vscode';
import type { Host } from '../host.ts';

/** The workspace folder whose application knows a definition file: its own, else the first (files of the home folder). */
export function folderFor(host: Host, uri: vscode.Uri): vscode.WorkspaceFolder | undefined {
  const own = vscode.workspace.getWorkspaceFolder(uri);
  return own?.uri.scheme === 'file' ? own : host.apps.folders()[0];
}
