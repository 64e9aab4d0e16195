import * as vscode from 'vscode';
import type { FlowInfo, ScopeRequest } from '../../compose/App.ts';
import { globsFor, relativePath } from '../launcher/paths.ts';

/** More attached files than this are a mistake rather than a scope. */
const maxFiles = 200;

/** What a chat request looks at: the files and folders attached to it, else the usual scope of the flow. */
export async function chatScope(
  flow: FlowInfo,
  folder: vscode.WorkspaceFolder,
  references: readonly Pick<vscode.ChatPromptReference, 'value'>[],
): Promise<ScopeRequest> {
  const [first] = references;
  if (references.length === 1 && first?.value instanceof vscode.Location) {
    const path = relativePath(folder, first.value.uri);
    const { start, end } = first.value.range;
    if (path !== undefined) return { kind: 'selection', path, startLine: start.line + 1, endLine: end.line + 1 };
  }
  const uris = references
    .map(({ value }) => (value instanceof vscode.Location ? value.uri : value))
    .filter((value) => value instanceof vscode.Uri)
    .filter((uri) => relativePath(folder, uri) !== undefined);
  if (uris.length > 0) {
    const globs = await globsFor(folder, uris.slice(0, maxFiles));
    return { kind: 'path', globs: [...new Set(globs)] };
  }
  // A path or a selection would have been attached; without one the whole workspace is what is left.
  const usual = flow.defaultScope;
  return usual === 'path' || usual === 'selection' ? { kind: 'workspace' } : { kind: usual };
}
