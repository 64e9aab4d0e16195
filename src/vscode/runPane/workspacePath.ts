import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';

/**
 * The real path of a file inside the workspace, or null when the text names none: absolute or climbing paths, files that do
 * not exist, and links that lead outside. The text may come from a model.
 * @param root absolute path of the workspace folder
 */
export async function insideWorkspace(root: string, path: string): Promise<string | null> {
  if (path === '' || path.includes('\0') || isAbsolute(path) || /^[a-z]+:/i.test(path)) return null;
  try {
    const base = await realpath(root);
    const target = await realpath(resolve(base, path));
    const way = relative(base, target);
    return way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? null : target;
  } catch {
    return null;
  }
}
