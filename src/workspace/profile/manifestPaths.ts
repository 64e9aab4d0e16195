import { vendoredFolder } from '../listing/vendoredFolders.ts';
import { comparePaths } from '../relativePath.ts';
import { isLockFile } from '../scope/skipRules.ts';

/** Manifests of which each makes its folder a project. */
const projectManifest =
  /(?:^|\/)(?:package\.json|deno\.jsonc?|pyproject\.toml|setup\.py|Pipfile|go\.mod|Cargo\.toml|pom\.xml|build\.gradle(?:\.kts)?|Gemfile|composer\.json|mix\.exs|Package\.swift|pubspec\.yaml|[^/]+\.(?:gemspec|csproj|fsproj|vbproj))$/;
const otherManifest =
  /(?:^|\/)(?:requirements[\w.-]*\.txt|setup\.cfg|go\.work|settings\.gradle(?:\.kts)?|pnpm-workspace\.yaml|[^/]+\.sln)$/;
/** What lies here is material of tests or shown to readers, and no project of the workspace. */
const aside =
  /(?:^|\/)(?:tests?|__tests__|specs?|e2e|testdata|test-data|fixtures?|__fixtures__|mocks|examples?|samples?|demos?|templates?|boilerplates?|playgrounds?|benchmarks?|planted)\//i;

const maxManifests = 100;
const maxLockFiles = 50;

export function isProjectManifest(path: string): boolean {
  return projectManifest.test(path);
}

export function isAside(path: string): boolean {
  return aside.test(path);
}

/** All manifests of a listing that are not vendored, near the root first. */
export function manifestPaths(files: readonly string[]): string[] {
  return nearFirst(
    files.filter((path) => projectManifest.test(path) || otherManifest.test(path)),
    maxManifests * 5,
  );
}

/** The manifests that a profile names: those of the workspace itself, sorted. */
export function shownManifests(manifests: readonly string[]): string[] {
  return manifests
    .filter((path) => !isAside(path))
    .slice(0, maxManifests)
    .sort(comparePaths);
}

export function lockFilePaths(files: readonly string[]): string[] {
  return nearFirst(
    files.filter((path) => isLockFile(path) && !isAside(path)),
    maxLockFiles,
  ).sort(comparePaths);
}

function nearFirst(paths: readonly string[], limit: number): string[] {
  const depth = (path: string): number => path.split('/').length;
  return paths
    .filter((path) => vendoredFolder(path) === null)
    .sort((a, b) => depth(a) - depth(b) || comparePaths(a, b))
    .slice(0, limit);
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
