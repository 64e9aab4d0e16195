import * as vscode from 'vscode';
import { BooError } from '../protocol/errors.ts';
import { insideWorkspace } from './runPane/workspacePath.ts';

/** A place in a file of a workspace folder. Lines are 1-based and inclusive; null opens the file at its start. */
export interface Place {
  readonly path: string;
  readonly line: number | null;
  readonly endLine: number | null;
}

/**
 * Opens a place of the workspace in an editor and selects its lines, in a group other than the pane's when there is one, so that
 * the pane stays in sight. Lines beyond the end select the last line. What reports name is not trusted: throws BooError('usage')
 * for a path that is not a file inside the folder.
 */
export async function openPlace(root: string, place: Place, besides: vscode.ViewColumn | undefined): Promise<void> {
  const file = await insideWorkspace(root, place.path);
  if (file === null)
    throw new BooError('usage', `There is no file ${place.path.slice(0, 300)} in this workspace any more.`);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const last = document.lineCount - 1;
  const first = Math.min(Math.max(0, (place.line ?? 1) - 1), last);
  const end = Math.min(Math.max(first, (place.endLine ?? place.line ?? 1) - 1), last);
  const endColumn = place.line === null ? 0 : document.lineAt(end).text.length;
  const selection = new vscode.Range(first, 0, end, endColumn);
  const other = vscode.window.tabGroups.all.find((group) => group.viewColumn !== besides)?.viewColumn;
  const editor = await vscode.window.showTextDocument(document, {
    viewColumn: other ?? vscode.ViewColumn.Beside,
    selection,
    preview: true,
  });
  editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
