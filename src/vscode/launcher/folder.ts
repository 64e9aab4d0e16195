import * as vscode from 'vscode';
import { BooError } from '../../protocol/errors.ts';
import type { Host } from '../host.ts';

/**
 * The folder a command is about: the only one, or asked for. Undefined when the person gave up.
 * Throws BooError('workspace_missing') when no folder on disk is open.
 */
export async function chooseFolder(host: Host, title: string): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = requireFolders(host);
  if (folders.length === 1) return folders[0];
  const items = folders.map((folder) => ({ folder, label: folder.name, description: folder.uri.fsPath }));
  return (await vscode.window.showQuickPick(items, { title, placeHolder: 'Workspace folder' }))?.folder;
}

/** At least one folder on disk. */
export function requireFolders(host: Host): readonly vscode.WorkspaceFolder[] {
  const folders = host.apps.folders();
  if (folders.length > 0) return folders;
  throw new BooError('workspace_missing', 'No folder on this machine is open in this window.');
}
