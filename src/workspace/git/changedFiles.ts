import type { ScopeFile } from '../../protocol/plan.ts';
import { type GitRepository, gitFailure } from './gitRepository.ts';
import { NulSplitter } from './nulSplitter.ts';
import { diffOptions } from './safeGit.ts';

export type ChangeKind = NonNullable<ScopeFile['change']>;

/** Path (new side, relative to the root) -> how it differs. */
export type ChangedFiles = Map<string, ChangeKind>;

/**
 * Files that differ between a commit or tree and `to`, or the work tree when `to` is null.
 * Only files below the root; renames are followed. Throws BooError('git_failed').
 */
export async function changedFiles(repository: GitRepository, from: string, to: string | null): Promise<ChangedFiles> {
  const changes: ChangedFiles = new Map();
  let status = '';
  let waiting = 0;
  const splitter = new NulSplitter((record) => {
    if (waiting === 0) {
      status = record.charAt(0);
      waiting = status === 'R' || status === 'C' ? 2 : 1;
      return;
    }
    waiting--;
    if (waiting === 0 && record !== '') changes.set(record, kindOf(status));
  });
  const args = ['diff', '--name-status', '-z', ...diffOptions, from, ...(to === null ? [] : [to]), '--'];
  const output = await repository.run(args, { onChunk: (chunk) => splitter.push(chunk) });
  if (output.code !== 0) throw gitFailure(args, output);
  return changes;
}

function kindOf(status: string): ChangeKind {
  switch (status) {
    case 'A':
    case 'C':
      return 'added';
    case 'D':
      return 'deleted';
    case 'R':
      return 'renamed';
    default:
      // M, and T (type), U (unmerged): the file is there with other content.
      return 'modified';
  }
}

/** Files that git neither tracks nor ignores. A nested repository is one entry that ends in `/`. */
export async function untrackedFiles(repository: GitRepository): Promise<string[]> {
  return listGitFiles(repository, ['--others', '--exclude-standard']);
}

/** Tracked, and untracked but not ignored. May name files that are gone, submodules, and the same path twice. */
export async function listGitFiles(repository: GitRepository, what: readonly string[]): Promise<string[]> {
  const paths: string[] = [];
  const splitter = new NulSplitter((record) => void (record !== '' && paths.push(record)));
  const args = ['ls-files', '-z', ...what];
  const output = await repository.run(args, { onChunk: (chunk) => splitter.push(chunk) });
  if (output.code !== 0) throw gitFailure(args, output);
  return paths;
}

/** Id of the tree without files, in the hash of this repository. */
export function emptyTree(repository: GitRepository): Promise<string> {
  return repository.text(['hash-object', '-t', 'tree', '--stdin']);
}
