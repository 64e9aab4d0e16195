import type { ScopeFacts, ScopeFile } from '../../protocol/plan.ts';
import { findDocuments } from '../documents/findDocuments.ts';
import { readChurn } from '../git/churn.ts';
import type { GitAccess } from '../git/gitRepository.ts';
import { readProfile } from '../profile/readProfile.ts';
import { publishedFiles } from '../profile/publishedFiles.ts';
import { isProductSource } from '../signals/language.ts';
import type { FileMarks } from '../signals/scanSignals.ts';
import { isSecretName, skipByName } from './skipRules.ts';
import { surroundingFiles } from './workspaceFiles.ts';

/** Fewer commits in 90 days are no sign that a file is changed often. */
const oftenCommits = 5;
const oftenFiles = 10;

/** What is known about the workspace around the scope before any file is read. */
export interface Outline {
  /** The whole workspace without ignored files, folders and files that may hold secrets; sorted. */
  readonly listing: readonly string[];
  readonly churn: ScopeFacts['churn'];
  readonly marks: FileMarks;
}

/** `listed`: the listing that the scope was chosen from, when it was made. Throws BooError('git_failed' | 'cancelled'). */
export async function outlineWorkspace(
  root: string,
  git: GitAccess,
  listed: readonly string[] | null,
  signal: AbortSignal,
): Promise<Outline> {
  const all = listed ?? (await surroundingFiles(root, git, signal));
  const listing = all.filter((path) => !path.endsWith('/') && !isSecretName(path));
  const kept = new Set(listing);
  const counts = (path: string): boolean => kept.has(path) && skipByName(path, false, '') === null;
  const churn = git.kind === 'repository' ? await readChurn(git.repository, counts) : [];
  const often = churn.filter(({ path, commits }) => commits >= oftenCommits && isProductSource(path));
  const marks = {
    often: new Set(often.slice(0, oftenFiles).map(({ path }) => path)),
    published: await publishedFiles(root, listing, signal),
  };
  return { listing, churn, marks };
}

/** Documents and profile of the workspace. Bounded in files and bytes read. Throws BooError('cancelled'). */
export async function describeWorkspace(
  root: string,
  { listing }: Outline,
  files: readonly ScopeFile[],
  signal: AbortSignal,
): Promise<Pick<ScopeFacts, 'documents' | 'profile' | 'texts'>> {
  const { documents, texts } = await findDocuments(root, listing, signal);
  return { documents, texts, profile: await readProfile(root, listing, files, signal) };
}
