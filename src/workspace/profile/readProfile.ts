import type { ScopeFile, WorkspaceProfile } from '../../protocol/plan.ts';
import { orderedMap } from '../orderedMap.ts';
import { splitLines } from '../reader/decodeText.ts';
import { readHead } from '../reader/readHead.ts';
import { comparePaths } from '../relativePath.ts';
import { dependencyLines } from './dependencyLines.ts';
import { frameworkName } from './frameworkNames.ts';
import { languagesOf } from './languageNames.ts';
import { isAside, lockFilePaths, manifestPaths, shownManifests } from './manifestPaths.ts';
import { type Manifest, projectRoots } from './projectRoots.ts';

const maxRead = 60;
const maxBytes = 256 * 1024;
const maxFrameworks = 60;
const readWidth = 8;

/**
 * What the workspace is made of: languages of the files in scope; manifests, lock files, projects and frameworks of the whole
 * listing. At most 60 manifests are read, near the root first, 256 KiB of each. Throws BooError('cancelled').
 */
export async function readProfile(
  root: string,
  listing: readonly string[],
  files: readonly ScopeFile[],
  signal: AbortSignal,
): Promise<WorkspaceProfile> {
  const paths = manifestPaths(listing);
  const toRead = new Set([...paths].sort((a, b) => Number(isAside(a)) - Number(isAside(b))).slice(0, maxRead));
  const manifests: Manifest[] = [];
  await orderedMap(
    paths,
    readWidth,
    signal,
    (path) => (toRead.has(path) ? readHead(root, path, maxBytes) : Promise.resolve(null)),
    (text, path) => void manifests.push({ path, text }),
  );
  return {
    languages: languagesOf(files),
    frameworks: frameworksOf(manifests.filter(({ path }) => !isAside(path))),
    manifests: shownManifests(paths),
    lockFiles: lockFilePaths(listing),
    projects: projectRoots(manifests),
  };
}

/** Each framework once, where it stands nearest to the root; sorted by place. */
function frameworksOf(manifests: readonly Manifest[]): WorkspaceProfile['frameworks'] {
  const frameworks = new Map<string, WorkspaceProfile['frameworks'][number]>();
  for (const { path, text } of manifests) {
    if (text === null) continue;
    const found = dependencyLines(path, splitLines(text));
    if (found === null) continue;
    for (const { name: dependency, index } of found.dependencies) {
      const name = frameworkName(found.ecosystem, dependency);
      if (name !== null && !frameworks.has(name)) frameworks.set(name, { name, path, line: index + 1 });
    }
  }
  return [...frameworks.values()]
    .slice(0, maxFrameworks)
    .sort((a, b) => comparePaths(a.path, b.path) || a.line - b.line || comparePaths(a.name, b.name));
}
