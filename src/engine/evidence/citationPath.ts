/** A cited path as the reader takes it, or why it cannot be read. */
export type CheckedPath = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly note: string };

const refuse = (note: string): CheckedPath => ({ ok: false, note });

/**
 * Only plain paths inside the workspace: relative, with `/`, without `..`. Nothing is resolved or guessed; a path that leaves
 * the workspace is refused here, before any reader sees it.
 */
export function checkPath(given: string): CheckedPath {
  if (given === '') return refuse('The citation has no path.');
  if (/[\u0000-\u001f]/.test(given)) return refuse('The path has control characters.');
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(given) || /^(?:file|data|https?):/i.test(given))
    return refuse('The path is a URL, not a file of the workspace.');
  if (/^[a-z]:[\\/]/i.test(given) || /^[\\/~]/.test(given))
    return refuse('The path is absolute; give it relative to the workspace.');
  const path = given.replace(/^(?:\.\/)+/, '');
  if (path.includes('\\')) return refuse('The path uses backslashes; separate folders with "/".');
  const parts = path.split('/');
  if (parts.includes('..')) return refuse('The path leads out of its folder ("..").');
  if (path === '' || path === '.' || parts.includes('') || parts.includes('.'))
    return refuse('The path does not name a file.');
  return { ok: true, path };
}

/** The one scope file whose path ends like the one given, to name it in a challenge; null when there is none or several. */
export function likelyPath(given: string, scopePaths: readonly string[]): string | null {
  const wanted = given
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  for (let from = 0; from < wanted.length; from++) {
    const tail = wanted.slice(from).join('/');
    const hits = scopePaths.filter((path) => path === tail || path.endsWith(`/${tail}`));
    if (hits.length === 1) return hits[0] ?? null;
    if (hits.length > 1) return null;
  }
  return null;
}
