import { realpath, stat } from 'node:fs/promises';
import { findSubject, namedPart } from '../../engine/flow/subject.ts';
import { BooError } from '../../protocol/errors.ts';
import type { ScopeFacts, ScopeFile } from '../../protocol/plan.ts';
import { type GitFacts, gitFacts } from '../git/gitFacts.ts';
import { type GitAccess, openRepository } from '../git/gitRepository.ts';
import { SignalScanner } from '../signals/scanSignals.ts';
import { workspaceName } from '../workspaceName.ts';
import { branchContext } from './branchContext.ts';
import { type Candidate, type Candidates, findCandidates } from './candidates.ts';
import { inspectAll } from './inspectAll.ts';
import { outsideHits } from './outsideHits.ts';
import { readPatchFacts } from './patchFacts.ts';
import { docsOf, findDocPlaces } from './projectDocs.ts';
import { findCommands } from './projectCommands.ts';
import { scopeLabel } from './scopeLabel.ts';
import { limitsOf, type ScopeLimits, type ScopeOptions, type ScopeRequest } from './scopeRequest.ts';
import { SkipLog } from './skipLog.ts';
import { skipByName } from './skipRules.ts';
import { withSubjectTexts } from './subjectTexts.ts';
import { describeWorkspace, outlineWorkspace } from './surroundings.ts';

const maxListedSkips = 300;

/**
 * Resolves what a run looks at. Reads the workspace, changes nothing and starts nothing but git (made safe).
 * Throws BooError: workspace_missing, scope_empty, scope_not_git, scope_no_base, scope_too_large, git_failed, usage, cancelled.
 */
export async function resolveScope(
  request: ScopeRequest,
  options: ScopeOptions,
  signal: AbortSignal,
): Promise<ScopeFacts> {
  const root = await realRoot(options.root);
  const git = await openRepository(root, signal);
  try {
    return await resolveIn(root, git, request, options, signal);
  } finally {
    if (git.kind === 'repository') await git.repository.close();
  }
}

async function resolveIn(
  root: string,
  git: GitAccess,
  request: ScopeRequest,
  options: ScopeOptions,
  signal: AbortSignal,
): Promise<ScopeFacts> {
  const repository = git.kind === 'repository' ? git.repository : null;
  const limits = limitsOf(options);
  const skips = new SkipLog();
  const assumptions: string[] = [];
  const facts = repository === null ? null : await gitFacts(repository);
  const candidates = await findCandidates(request, { root, git, facts, skips, assumptions, signal });
  const outline = await outlineWorkspace(root, git, candidates.listing, signal);
  const chosen = chooseByName(candidates, request, limits, skips);
  const brief = options.briefSymptoms ?? '';
  const scanner = new SignalScanner({ ...outline.marks, named: namedFiles(request, chosen, brief) });
  const { compareWith, baseName } = candidates;
  const wanted = new Set(chosen.map(({ path }) => path));
  const patch =
    repository === null || compareWith === null ? null : await readPatchFacts(repository, compareWith, wanted);
  const files = await inspectAll(chosen, { root, request, limits, patch, skips, scanner, signal });
  checkNotEmpty(request, files, skips);

  const around = await describeWorkspace(root, outline, files, signal);
  const docPlaces = await findDocPlaces(root);
  for (const hit of outsideHits(docPlaces, around.documents, brief)) scanner.addOutside(hit);
  const { hits, counts } = scanner.result();
  const resolved: ScopeFacts = {
    kind: request.kind,
    label: scopeLabel(request, files.length, baseName),
    workspaceName: workspaceName(root),
    files,
    skipped: skips.list(maxListedSkips),
    skippedTotal: skips.size,
    signals: hits,
    signalCounts: counts,
    git: withBase(facts, request, candidates),
    branchContext: await branchContext(root, repository, commitRange(request, facts, candidates)),
    diff: patch?.diff.text(new Set(files.map(({ path }) => path))) ?? '',
    docs: docsOf(docPlaces),
    commands: await findCommands(root),
    assumptions,
    ...around,
    churn: outline.churn,
  };
  return { ...resolved, texts: await withSubjectTexts(root, resolved.texts, findSubject(resolved, brief), signal) };
}

/** In a whole workspace the lists of hits are short; the part that the brief names comes first in them. */
function namedFiles(request: ScopeRequest, chosen: readonly Candidate[], brief: string): ReadonlySet<string> {
  const paths = request.kind === 'workspace' ? chosen.map(({ path }) => path) : [];
  return namedPart(paths, brief).files;
}

/** Sorts out by name alone, and applies the limit on the number of files. Throws BooError('scope_too_large'). */
function chooseByName(candidates: Candidates, request: ScopeRequest, limits: ScopeLimits, skips: SkipLog): Candidate[] {
  const chosen: Candidate[] = [];
  for (const candidate of candidates.list) {
    const kind =
      candidate.change === 'deleted' ? 'deleted' : skipByName(candidate.path, candidate.named, candidates.exempt);
    if (kind === null) chosen.push(candidate);
    else skips.add(candidate.path, kind);
  }
  if (chosen.length <= limits.maxFiles) return chosen;
  if (request.kind === 'workspace') {
    throw new BooError(
      'scope_too_large',
      `The workspace has ${chosen.length.toLocaleString('en')} files to look at; the limit is ${limits.maxFiles.toLocaleString('en')}.`,
    );
  }
  const detail = `over the limit of ${limits.maxFiles.toLocaleString('en')} files`;
  for (const { path } of chosen.slice(limits.maxFiles)) skips.add(path, 'overLimit', detail);
  return chosen.slice(0, limits.maxFiles);
}

function checkNotEmpty(request: ScopeRequest, files: readonly ScopeFile[], skips: SkipLog): void {
  const [only] = files;
  if (only === undefined) {
    const left = skips.size === 0 ? 'no file matches' : `all ${skips.size} were left out (${skips.summary()})`;
    throw new BooError('scope_empty', `There is nothing to look at: ${left}.`);
  }
  if (request.kind !== 'selection') return;
  if (request.startLine > request.endLine || request.startLine > only.lines || request.startLine < 1) {
    throw new BooError('scope_empty', `The selected lines do not exist: the file has ${only.lines} lines.`, {
      where: only.path,
    });
  }
}

function withBase(
  facts: GitFacts | null,
  request: ScopeRequest,
  { compareWith, baseName }: Candidates,
): ScopeFacts['git'] {
  if (facts === null) return null;
  return { ...facts, base: baseName, mergeBase: request.kind === 'diff' ? compareWith : null };
}

/** Commits worth reading for context: those of the branch, or the latest ones before uncommitted work. */
function commitRange(request: ScopeRequest, facts: GitFacts | null, { compareWith }: Candidates): string | null {
  if (request.kind === 'diff' && compareWith !== null) return `${compareWith}..HEAD`;
  return request.kind === 'uncommitted' && facts?.head != null ? 'HEAD' : null;
}

async function realRoot(root: string): Promise<string> {
  try {
    const real = await realpath(root);
    if ((await stat(real)).isDirectory()) return real;
  } catch {
    // Said below in one way for every cause.
  }
  throw new BooError('workspace_missing', 'The workspace folder does not exist or cannot be read.', { where: root });
}
