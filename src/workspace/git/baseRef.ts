import { BooError } from '../../protocol/errors.ts';
import type { GitRepository } from './gitRepository.ts';

export interface DiffBase {
  /** For people: `main`, `origin/main`, or what the user named. */
  readonly name: string;
  /** Commit where the branch left the base. */
  readonly mergeBase: string;
  /** Set when the base was not named by the user or the remote. */
  readonly assumption: string | null;
}

const guesses = ['main', 'master', 'develop'].map((name) => ({ name, ref: `refs/heads/${name}` }));
const remoteGuesses = ['main', 'master', 'develop'].map((name) => ({
  name: `origin/${name}`,
  ref: `refs/remotes/origin/${name}`,
}));

/**
 * Finds what the branch is compared with: the base the user named, else the default branch of `origin`, else a local
 * (then remote) main, master or develop. Throws BooError('scope_no_base') when none exists or the histories do not meet.
 */
export async function findDiffBase(repository: GitRepository, requested: string | undefined): Promise<DiffBase> {
  if ((await commitOf(repository, 'HEAD')) === null) {
    throw new BooError('scope_no_base', 'The repository has no commits yet, so there is no branch to compare.');
  }
  const base = requested === undefined ? await defaultBase(repository) : await namedBase(repository, requested);
  const output = await repository.run(['merge-base', base.commit, 'HEAD']);
  const mergeBase = output.stdout.toString('utf8').trim();
  if (output.code === 0 && mergeBase !== '') return { name: base.name, mergeBase, assumption: base.assumption };
  const shallow = (await repository.tryText(['rev-parse', '--is-shallow-repository'])) === 'true';
  const why = shallow
    ? 'this is a shallow clone, and the commit where they parted was not fetched'
    : 'their histories have no commit in common';
  throw new BooError('scope_no_base', `The current branch cannot be compared with ${base.name}: ${why}.`);
}

interface Found {
  readonly name: string;
  readonly commit: string;
  readonly assumption: string | null;
}

async function namedBase(repository: GitRepository, requested: string): Promise<Found> {
  const name = requested.trim();
  if (name === '' || name.length > 250 || name.startsWith('-') || /\p{Cc}/u.test(name)) {
    throw new BooError(
      'scope_no_base',
      `"${name.slice(0, 80).replace(/\p{Cc}/gu, ' ')}" is not a branch, tag or commit name.`,
    );
  }
  const own = await commitOf(repository, name);
  if (own !== null) return { name, commit: own, assumption: null };
  const remote = await commitOf(repository, `refs/remotes/origin/${name}`);
  if (remote === null) throw new BooError('scope_no_base', `The base "${name}" does not exist in this repository.`);
  return {
    name: `origin/${name}`,
    commit: remote,
    assumption: `There is no local ${name}; compared with origin/${name}.`,
  };
}

async function defaultBase(repository: GitRepository): Promise<Found> {
  const remoteHead = await repository.tryText(['symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD']);
  if (remoteHead !== null) {
    const commit = await commitOf(repository, remoteHead);
    if (commit !== null) return { name: remoteHead.replace(/^refs\/remotes\//, ''), commit, assumption: null };
  }
  for (const { name, ref } of [...guesses, ...remoteGuesses]) {
    const commit = await commitOf(repository, ref);
    if (commit !== null)
      return { name, commit, assumption: `origin/HEAD is not set; assumed ${name} as the base branch.` };
  }
  throw new BooError(
    'scope_no_base',
    'No default branch was found: origin/HEAD, main, master and develop do not exist.',
  );
}

/** Full id of the commit that a revision names, or null. */
export async function commitOf(repository: GitRepository, revision: string): Promise<string | null> {
  const id = await repository.tryText(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`]);
  return id === null || !/^[0-9a-f]{40,64}$/.test(id) ? null : id;
}
