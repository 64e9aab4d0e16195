import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, relative } from 'node:path';

/**
 * Absolute path of the git program, or null. Only absolute entries of PATH that are not inside the workspace count, so
 * a `git` that lies in the workspace is never started (spawning by bare name searches the working directory on Windows).
 */
export async function findGit(root: string, env: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  const names = process.platform === 'win32' ? ['git.exe'] : ['git'];
  for (const folder of (env['PATH'] ?? env['Path'] ?? '').split(delimiter)) {
    if (!isAbsolute(folder) || isInside(root, folder)) continue;
    for (const name of names) {
      const file = join(folder, name);
      if (await isExecutable(file)) return file;
    }
  }
  return null;
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
