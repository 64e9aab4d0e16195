import * as vscode from 'vscode';
import type { ScopeRequest } from '../../compose/App.ts';
import { literalGlob, relativePath } from './paths.ts';

/** One way to say what a run looks at. Without a request the person is asked for a pattern. */
export interface ScopeChoice {
  readonly id: 'uncommitted' | 'diff' | 'selection' | 'file' | 'workspace' | 'path';
  readonly label: string;
  readonly detail: string;
  readonly request: ScopeRequest | undefined;
}

/** The scopes on offer: those of git, what is open in the editor, and the folder. */
export function scopeChoices(folder: vscode.WorkspaceFolder): ScopeChoice[] {
  return [
    {
      id: 'uncommitted',
      label: '$(git-commit) Uncommitted changes',
      detail: 'Staged, unstaged and untracked files',
      request: { kind: 'uncommitted' },
    },
    {
      id: 'diff',
      label: '$(git-branch) Branch diff',
      detail: 'This branch against the point where it left the default branch',
      request: { kind: 'diff' },
    },
    ...editorChoices(folder),
    {
      id: 'workspace',
      label: '$(root-folder) Whole workspace',
      detail: `Every file of ${folder.name} except generated, vendored and binary ones`,
      request: { kind: 'workspace' },
    },
    { id: 'path', label: '$(folder) Folder or files...', detail: 'A path or a pattern', request: undefined },
  ];
}

function editorChoices(folder: vscode.WorkspaceFolder): ScopeChoice[] {
  const editor = vscode.window.activeTextEditor;
  const path = editor === undefined ? undefined : relativePath(folder, editor.document.uri);
  if (editor === undefined || path === undefined || editor.document.isUntitled) return [];
  const choices: ScopeChoice[] = [];
  const { selection } = editor;
  if (!selection.isEmpty) {
    // A selection that ends at column 0 does not include that line.
    const last = selection.end.character === 0 && selection.end.line > selection.start.line ? 0 : 1;
    const [startLine, endLine] = [selection.start.line + 1, selection.end.line + last];
    choices.push({
      id: 'selection',
      label: '$(list-selection) Selection',
      detail: `${path}:${startLine}-${endLine}`,
      request: { kind: 'selection', path, startLine, endLine },
    });
  }
  choices.push({
    id: 'file',
    label: '$(file) Current file',
    detail: path,
    request: { kind: 'path', globs: [literalGlob(path)] },
  });
  return choices;
}
