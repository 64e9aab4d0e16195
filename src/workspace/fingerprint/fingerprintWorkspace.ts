import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { BooError } from '../../protocol/errors.ts';
import { listGitFiles } from '../git/changedFiles.ts';
import { type GitRepository, openRepository } from '../git/gitRepository.ts';
import { walkFiles } from '../listing/walkFiles.ts';
import { comparePaths, sortedUnique } from '../relativePath.ts';
import type { FingerprintEntries, FingerprintEntry } from './entry.ts';
import { addGitState } from './gitState.ts';
import { hashFiles, statOf } from './hashFiles.ts';
import { hashListings } from './hashListings.ts';

/** State of a workspace at one moment. `digest` is small and comparable across processes; `files` says what differs. */
export interface WorkspaceFingerprint {
  /** SHA-256 over all entries, hex. */
  readonly digest: string;
  /** By path; git state has paths that begin with `.git/`, listed folders end in `/`. */
  readonly files: ReadonlyMap<string, FingerprintEntry>;
  /** What a change could hide in, for people. */
  readonly notCovered: readonly string[];
  readonly takenAtMs: number;
}

const budget = { maxFileBytes: 64 * 1024 * 1024, maxTotalBytes: 2 * 1024 * 1024 * 1024 };
/** Entries of ignored and vendored folders that are looked at, over all of them. */
const maxListed = 20_000;
const maxWalked = 500_000;
const maxIgnoredFiles = 5_000;

/**
 * Fingerprints the workspace: content and mode of every tracked, untracked and single ignored file, targets of links,
 * git references, HEAD, configuration, hooks and staged content; ignored folders, submodules and nested repositories by
 * their listing. Changes nothing. With `earlier`, files whose identity, size, mode and times are the same are not read again.
 * Throws BooError('workspace_missing' | 'git_failed' | 'cancelled').
 */
export async function fingerprintWorkspace(
  root: string,
  signal: AbortSignal,
  earlier: WorkspaceFingerprint | null = null,
): Promise<WorkspaceFingerprint> {
  const takenAtMs = Date.now();
  const real = await realpath(root).catch(() => {
    throw new BooError('workspace_missing', 'The workspace folder does not exist or cannot be read.', { where: root });
  });
  const entries: FingerprintEntries = new Map();
  const notCovered: string[] = [];
  const git = await openRepository(real, signal);
  try {
    const repository = git.kind === 'repository' ? git.repository : null;
    const { files, folders } =
      repository === null
        ? await listPlain(real, notCovered, signal)
        : await listRepository(real, repository, notCovered);
    const previous = earlier === null ? null : { entries: earlier.files, takenAtMs: earlier.takenAtMs };
    const byStat = await hashFiles(real, files, budget, previous, entries, signal);
    if (byStat > 0) notCovered.push(`${byStat} large files: compared by size and time`);
    for (const folder of await hashListings(real, folders, maxListed, entries, signal))
      notCovered.push(`${folder}: too many entries`);
    if (repository !== null) notCovered.push(...(await addGitState(repository, entries)));
  } finally {
    if (git.kind === 'repository') await git.repository.close();
  }
  return { digest: digestOf(entries), files: entries, notCovered, takenAtMs };
}

/** What differs, sorted: `src/a.ts (content changed)`. Empty when the digests are equal. */
export function compareFingerprints(before: WorkspaceFingerprint, after: WorkspaceFingerprint): string[] {
  const changes: string[] = [];
  for (const path of sortedUnique([...before.files.keys(), ...after.files.keys()])) {
    const what = describeChange(before.files.get(path), after.files.get(path));
    if (what !== null) changes.push(`${path} (${what})`);
  }
  return changes;
}

function describeChange(before: FingerprintEntry | undefined, after: FingerprintEntry | undefined): string | null {
  if (before === undefined) return 'added';
  if (after === undefined) return 'removed';
  if (before.kind !== after.kind) return 'type changed';
  if (before.hash !== after.hash) return changeOf(after.kind);
  return before.mode === after.mode ? null : 'mode changed';
}

function changeOf(kind: FingerprintEntry['kind']): string {
  switch (kind) {
    case 'file':
    case 'special':
      return 'content changed';
    case 'link':
      return 'link target changed';
    case 'listing':
      return 'entries changed in a folder that is ignored or nested';
    case 'ref':
      return 'reference moved';
  }
}

function digestOf(entries: FingerprintEntries): string {
  const hash = createHash('sha256');
  for (const [path, entry] of [...entries].sort((a, b) => comparePaths(a[0], b[0]))) {
    hash.update(`${path}\0${entry.kind}\0${entry.mode}\0${entry.hash}\0`);
  }
  return hash.digest('hex');
}

interface Covered {
  /** Sorted; compared by content. */
  readonly files: string[];
  /** Sorted; compared by listing. */
  readonly folders: string[];
}

async function listRepository(root: string, repository: GitRepository, notCovered: string[]): Promise<Covered> {
  const shown = await listGitFiles(repository, ['--cached', '--others', '--exclude-standard']);
  const ignored = await listGitFiles(repository, ['--others', '--ignored', '--exclude-standard', '--directory']);
  const all = sortedUnique([...shown, ...ignored.filter((path) => !path.endsWith('/')).slice(0, maxIgnoredFiles)]);
  if (ignored.length > maxIgnoredFiles) notCovered.push('single ignored files beyond the first 5,000');
  const folders = [...shown, ...ignored].filter((path) => path.endsWith('/'));
  const files: string[] = [];
  for (const path of all) {
    if (path.endsWith('/') || path.includes('\uFFFD')) {
      if (!path.endsWith('/')) notCovered.push('files whose names are not UTF-8');
      continue;
    }
    files.push(path);
  }
  // A submodule is listed like a file but is a folder.
  for (const path of await submodules(repository))
    if (statOf(`${root}/${path}`)?.isDirectory() === true) folders.push(`${path}/`);
  return { files, folders: sortedUnique(folders) };
}

async function submodules(repository: GitRepository): Promise<string[]> {
  const staged = await listGitFiles(repository, ['--stage']);
  return staged.filter((line) => line.startsWith('160000 ')).map((line) => line.slice(line.indexOf('\t') + 1));
}

async function listPlain(root: string, notCovered: string[], signal: AbortSignal): Promise<Covered> {
  const walk = await walkFiles(root, { honourIgnore: false, exempt: '', maxEntries: maxWalked }, signal);
  if (!walk.complete) notCovered.push(`entries beyond the first ${maxWalked}`);
  return { files: sortedUnique(walk.files), folders: sortedUnique(walk.folders) };
}
