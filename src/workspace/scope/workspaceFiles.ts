import { BooError, describeError } from '../../protocol/errors.ts';
import { listGitFiles } from '../git/changedFiles.ts';
import type { GitAccess } from '../git/gitRepository.ts';
import { walkFiles } from '../listing/walkFiles.ts';
import { sortedUnique } from '../relativePath.ts';
import type { SkipLog } from './skipLog.ts';

const maxWalkEntries = 500_000;

/**
 * All files below the root that are not ignored, sorted, each once: from git where there is a usable repository, else
 * by walking. Folders not entered go to `skips`, and what had to be assumed to `assumptions`.
 */
export async function workspaceFiles(
  root: string,
  git: GitAccess,
  exempt: string,
  skips: SkipLog,
  assumptions: string[],
  signal: AbortSignal,
): Promise<string[]> {
  if (git.kind === 'repository') {
    const listed = await listGitFiles(git.repository, ['--cached', '--others', '--exclude-standard']);
    return sortedUnique(listed);
  }
  if (git.kind === 'unusable') assumptions.push(`Listed without git: ${describeError(git.error)}`);
  const walk = await walkFiles(root, { honourIgnore: true, exempt, maxEntries: maxWalkEntries }, signal);
  if (!walk.complete) {
    throw new BooError('scope_too_large', `The folder has more than ${maxWalkEntries.toLocaleString('en')} entries.`);
  }
  for (const folder of walk.folders) skips.add(folder, 'vendored');
  return sortedUnique(walk.files);
}

/** Entries looked at when the workspace is listed only for what surrounds the scope. */
const maxSurroundingEntries = 100_000;

/**
 * The same files for what surrounds the scope, as far as they can be listed with little effort: an unfinished walk is good enough.
 * Throws BooError('git_failed' | 'cancelled').
 */
export async function surroundingFiles(root: string, git: GitAccess, signal: AbortSignal): Promise<string[]> {
  if (git.kind === 'repository') {
    return sortedUnique(await listGitFiles(git.repository, ['--cached', '--others', '--exclude-standard']));
  }
  const walk = await walkFiles(root, { honourIgnore: true, exempt: '', maxEntries: maxSurroundingEntries }, signal);
  return sortedUnique(walk.files);
}
