import { BooError } from '../../protocol/errors.ts';
import type { ScopeFacts } from '../../protocol/plan.ts';
import { commitOf } from './baseRef.ts';
import type { GitRepository } from './gitRepository.ts';

export type GitFacts = NonNullable<ScopeFacts['git']>;

/** HEAD, branch (null when detached) and whether anything differs from HEAD, untracked files included. */
export async function gitFacts(repository: GitRepository): Promise<GitFacts> {
  const head = await commitOf(repository, 'HEAD');
  const branch = await repository.tryText(['symbolic-ref', '--quiet', '--short', 'HEAD']);
  return { head, branch, base: null, mergeBase: null, dirty: await isDirty(repository) };
}

async function isDirty(repository: GitRepository): Promise<boolean> {
  let dirty = false;
  const output = await repository.run(
    [
      'status',
      '--porcelain=v1',
      '-z',
      '--untracked-files=normal',
      '--ignore-submodules=dirty',
      '--no-renames',
      '--',
      '.',
    ],
    {
      onChunk: () => {
        dirty = true;
        return false;
      },
    },
  );
  if (!dirty && output.code !== 0)
    throw new BooError('git_failed', `git status failed: ${output.stderr.split('\n', 1)[0] ?? ''}`);
  return dirty;
}

/** Subjects of the commits in `range` (newest first), at most `limit`, one line each, without control characters. */
export async function commitSubjects(repository: GitRepository, range: string, limit: number): Promise<string[]> {
  const text = await repository.tryText([
    'log',
    '--no-show-signature',
    '--no-color',
    '-z',
    '--format=%s',
    `--max-count=${limit}`,
    range,
    '--',
  ]);
  if (text === null) return [];
  return text
    .split('\0')
    .map((subject) =>
      subject
        .replace(/\p{Cc}/gu, ' ')
        .trim()
        .slice(0, 300),
    )
    .filter((subject) => subject !== '');
}
