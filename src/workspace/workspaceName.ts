import { basename, resolve } from 'node:path';

/** Name of a workspace for people: the last folder of its path, without control characters, at most 80 characters. */
export function workspaceName(root: string): string {
  const name = basename(resolve(root))
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, 80);
  return name === '' ? 'workspace' : name;
}
