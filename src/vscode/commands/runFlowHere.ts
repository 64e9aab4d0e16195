import * as vscode from 'vscode';
import type { Host } from '../host.ts';
import { globsFor } from '../launcher/paths.ts';
import { launch } from '../launcher/launch.ts';

/** Starts the launcher on the files and folders selected in the explorer. */
export async function run(host: Host, ...args: unknown[]): Promise<string | undefined> {
  const [clicked, selection] = args;
  const uris = (Array.isArray(selection) ? selection : [clicked]).filter((value) => value instanceof vscode.Uri);
  const first = uris[0];
  const folder = first === undefined ? undefined : vscode.workspace.getWorkspaceFolder(first);
  if (folder === undefined) return launch(host, {});
  const globs = await globsFor(folder, uris);
  return launch(host, { folder: folder.uri.toString(), scope: { kind: 'path', globs } });
}
