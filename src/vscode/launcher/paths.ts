import { relative, sep } from 'node:path';
import * as vscode from 'vscode';

/** Workspace-relative path with `/`, or undefined when `uri` is not inside the folder. */
export function relativePath(folder: vscode.WorkspaceFolder, uri: vscode.Uri): string | undefined {
  if (uri.scheme !== folder.uri.scheme) return undefined;
  const path = relative(folder.uri.fsPath, uri.fsPath).split(sep).join('/');
  return path.startsWith('../') || path === '..' || path.startsWith('/') ? undefined : path;
}

/** A path as a glob that matches only itself. */
export function literalGlob(path: string): string {
  return path.replaceAll(/[\\*?[\]{}()!+@]/g, String.raw`\$&`);
}

/** Globs that match exactly the given files, and everything below the given folders. */
export async function globsFor(folder: vscode.WorkspaceFolder, uris: readonly vscode.Uri[]): Promise<string[]> {
  const globs: string[] = [];
  for (const uri of uris) {
    const path = relativePath(folder, uri);
    if (path === undefined) continue;
    const { type } = await vscode.workspace.fs.stat(uri);
    const below = (type & vscode.FileType.Directory) !== 0;
    const glob = path === '' ? '**' : literalGlob(path);
    globs.push(below && path !== '' ? `${glob}/**` : glob);
  }
  return globs.length === 0 ? ['**'] : globs;
}

/** What a person types as folder or glob: comma-separated; a name without a pattern means the folder and the file of that name. */
export function typedGlobs(text: string): string[] {
  const parts = text.split(',').map((part) => part.trim().replace(/^\.\//, '').replace(/\/+$/, ''));
  return parts
    .filter((part) => part !== '')
    .flatMap((part) => (/[*?[\]{}]/.test(part) ? [part] : [part, `${part}/**`]));
}
