import { BooError } from '../../protocol/errors.ts';
import { commitOf, findDiffBase } from '../git/baseRef.ts';
import { type ChangedFiles, type ChangeKind, changedFiles, emptyTree, untrackedFiles } from '../git/changedFiles.ts';
import type { GitFacts } from '../git/gitFacts.ts';
import type { GitAccess, GitRepository } from '../git/gitRepository.ts';
import { comparePaths, relativePathProblem, sortedUnique } from '../relativePath.ts';
import { compilePathFilter } from './pathFilter.ts';
import type { ScopeRequest } from './scopeRequest.ts';
import type { SkipLog } from './skipLog.ts';
import { workspaceFiles } from './workspaceFiles.ts';

/** A path that may become part of the scope, before its content was looked at. */
export interface Candidate {
  readonly path: string;
  /** The user named exactly this file. */
  readonly named: boolean;
  readonly change: ChangeKind | null;
  /** Every line counts as changed (untracked file). */
  readonly whole: boolean;
}

export interface Candidates {
  /** Sorted by path. */
  readonly list: readonly Candidate[];
  readonly exempt: string;
  /** The whole workspace, where the request made it necessary to list it; null otherwise. */
  readonly listing: readonly string[] | null;
  /** Commit or tree that line ranges are computed against; null when the scope has no base. */
  readonly compareWith: string | null;
  /** What to say about the comparison, e.g. `main`. */
  readonly baseName: string | null;
}

export interface CandidateContext {
  readonly root: string;
  readonly git: GitAccess;
  readonly facts: GitFacts | null;
  readonly skips: SkipLog;
  readonly assumptions: string[];
  readonly signal: AbortSignal;
}

/** Turns the request into paths. Throws BooError('scope_empty' | 'scope_not_git' | 'scope_no_base' | 'git_failed' | 'usage'). */
export async function findCandidates(request: ScopeRequest, context: CandidateContext): Promise<Candidates> {
  switch (request.kind) {
    case 'workspace': {
      const files = await workspaceFiles(
        context.root,
        context.git,
        '',
        context.skips,
        context.assumptions,
        context.signal,
      );
      return plain(files, new Set(), '', files);
    }
    case 'path': {
      const filter = await compilePathFilter(context.root, request.globs);
      const all = await workspaceFiles(
        context.root,
        context.git,
        filter.exempt,
        context.skips,
        context.assumptions,
        context.signal,
      );
      const files = sortedUnique([
        ...all.filter((path) => filter.matches(path)),
        ...[...filter.named].filter((path) => filter.matches(path)),
      ]);
      return plain(files, filter.named, filter.exempt, all);
    }
    case 'selection': {
      const problem = relativePathProblem(request.path);
      if (problem !== null) throw new BooError('scope_empty', `The selection cannot be used: ${problem}.`);
      return plain([request.path], new Set([request.path]), '', null);
    }
    case 'uncommitted':
      return uncommitted(needRepository(context.git), context);
    case 'diff':
      return branchDiff(needRepository(context.git), request.base, context);
  }
}

function plain(
  files: readonly string[],
  named: ReadonlySet<string>,
  exempt: string,
  listing: readonly string[] | null,
): Candidates {
  const list = files.map((path) => ({ path, named: named.has(path), change: null, whole: false }));
  return { list, exempt, listing, compareWith: null, baseName: null };
}

function needRepository(git: GitAccess): GitRepository {
  if (git.kind === 'repository') return git.repository;
  if (git.kind === 'unusable') throw git.error;
  throw new BooError('scope_not_git', 'The workspace is not inside a git repository.');
}

/** Staged and unstaged changes against HEAD (the empty tree before the first commit), and untracked files as a whole. */
async function uncommitted(repository: GitRepository, context: CandidateContext): Promise<Candidates> {
  const head = await commitOf(repository, 'HEAD');
  if (head === null) context.assumptions.push('The repository has no commits yet; everything counts as added.');
  const compareWith = head ?? (await emptyTree(repository));
  const changes = await changedFiles(repository, compareWith, null);
  const untracked = new Set(await untrackedFiles(repository));
  for (const path of untracked) changes.set(path, changes.has(path) ? 'modified' : 'added');
  if (changes.size === 0) throw new BooError('scope_empty', 'There are no uncommitted changes.');
  return {
    list: fromChanges(changes, untracked),
    exempt: '',
    listing: null,
    compareWith,
    baseName: head === null ? null : 'HEAD',
  };
}

/** Files changed by the commits since the branch left its base; line numbers are those of the work tree. */
async function branchDiff(
  repository: GitRepository,
  requested: string | undefined,
  context: CandidateContext,
): Promise<Candidates> {
  const base = await findDiffBase(repository, requested);
  if (base.assumption !== null) context.assumptions.push(base.assumption);
  const changes = await changedFiles(repository, base.mergeBase, 'HEAD');
  if (changes.size === 0) {
    const branch = context.facts?.branch ?? 'The current commit';
    throw new BooError('scope_empty', `${branch} has no committed changes against ${base.name}.`);
  }
  if (context.facts?.dirty === true) {
    context.assumptions.push(
      'There are uncommitted changes: content and line numbers are those of the working tree; files changed only there are not in scope.',
    );
  }
  return {
    list: fromChanges(changes, new Set()),
    exempt: '',
    listing: null,
    compareWith: base.mergeBase,
    baseName: base.name,
  };
}

function fromChanges(changes: ChangedFiles, whole: ReadonlySet<string>): Candidate[] {
  return [...changes]
    .map(([path, change]) => ({ path, named: false, change, whole: whole.has(path) }))
    .sort((a, b) => comparePaths(a.path, b.path));
}
