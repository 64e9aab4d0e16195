import type * as vscode from 'vscode';
import { type Draft, launcherTitle, next, type PageEnd, type Place } from './draft.ts';
import { requireFolders } from './folder.ts';
import { askList } from './questions.ts';

/** Asks which folder of a multi-root workspace; never guesses from the open editor. The last one is active. */
export async function folderPage(draft: Draft, place: Place): Promise<PageEnd> {
  const folders = requireFolders(draft.host);
  const last = draft.folder?.uri.toString() ?? draft.memory.folder;
  const answer = await askList<vscode.WorkspaceFolder>(
    { title: launcherTitle, ...place, placeholder: 'In which folder?' },
    (list) =>
      list.show(folders.map((folder) => ({ label: folder.name, description: folder.uri.fsPath, value: folder }))),
    (row) => row.value?.uri.toString() === last,
  );
  if (answer.kind !== 'value') return answer;
  draft.folder = answer.value;
  return next;
}
