/** Path order everywhere in a scope: by UTF-16 code unit, so it does not depend on the locale of the machine. */
export function comparePaths(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function sortedUnique(paths: Iterable<string>): string[] {
  return [...new Set(paths)].sort(comparePaths);
}

/**
 * Why a string cannot be a workspace-relative path, or null when it can. Accepted paths use `/`, stay below the root
 * by their text alone and mean the same on every platform. Says nothing about links: see `openInside`.
 */
export function relativePathProblem(path: string): string | null {
  if (path === '') return 'the path is empty';
  if (path.length > 4096) return 'the path is longer than 4096 characters';
  if (path.includes('\0')) return 'the path contains a NUL character';
  if (path.includes('\\')) return 'the path contains a backslash';
  if (path.includes('\uFFFD')) return 'the path is not valid UTF-8';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'the path is not relative to the workspace';
  if (process.platform === 'win32' && path.includes(':')) return 'the path contains a colon';
  const parts = path.split('/');
  if (parts.includes('..')) return 'the path leaves the workspace';
  if (parts.some((part) => part === '' || part === '.')) return 'the path has an empty or "." part';
  return null;
}
