import picomatch from 'picomatch';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { comparePaths } from '../relativePath.ts';
import { folderOf, isAside, isProjectManifest } from './manifestPaths.ts';

const maxProjects = 100;
const maxGlobs = 100;
const globs = z.array(z.string().max(200)).max(maxGlobs);
const packageSchema = z.object({
  name: z.unknown().optional(),
  scripts: z.unknown().optional(),
  dependencies: z.unknown().optional(),
  main: z.unknown().optional(),
  workspaces: z
    .union([globs, z.object({ packages: globs.optional() })])
    .optional()
    .catch(undefined),
});
const pnpmSchema = z.object({ packages: globs });

/** A manifest with its text, null when it was not read. */
export interface Manifest {
  readonly path: string;
  readonly text: string | null;
}

/**
 * Roots of projects, sorted; `` is the workspace itself. A folder is one when it has a manifest that says more than how modules
 * are to be read. Folders of tests, examples and templates count only when a workspace declaration names them.
 */
export function projectRoots(manifests: readonly Manifest[]): string[] {
  const declared = manifests.flatMap(memberGlobs);
  const isMember = declared.length === 0 ? () => false : picomatch(declared, { dot: true });
  const roots = new Set<string>();
  for (const manifest of manifests) {
    const folder = folderOf(manifest.path);
    if (!isProjectManifest(manifest.path) || !saysEnough(manifest)) continue;
    if (isAside(manifest.path) && !isMember(folder)) continue;
    roots.add(folder);
  }
  // Python without packaging: the list of requirements at the root is all the manifest there is.
  if (roots.size === 0 && manifests.some(({ path }) => /^requirements[\w.-]*\.txt$/.test(path))) roots.add('');
  return [...roots].sort(comparePaths).slice(0, maxProjects);
}

/** A package.json with nothing but `type` marks a folder for the module loader; a build.gradle in a subfolder is a module. */
function saysEnough({ path, text }: Manifest): boolean {
  if (!path.endsWith('package.json') || text === null) return true;
  const parsed = packageSchema.safeParse(json(text));
  if (!parsed.success) return false;
  const { name, scripts, dependencies, main, workspaces } = parsed.data;
  return [name, scripts, dependencies, main, workspaces].some((value) => value !== undefined);
}

/** Globs of folders that a manifest declares as members, relative to the workspace. */
function memberGlobs({ path, text }: Manifest): string[] {
  if (text === null) return [];
  const folder = folderOf(path);
  return declaredMembers(path, text)
    .filter((glob) => !glob.startsWith('!'))
    .map((glob) => `${folder === '' ? '' : `${folder}/`}${glob.replace(/^\.\//, '').replace(/\/+$/, '')}`);
}

function declaredMembers(path: string, text: string): readonly string[] {
  if (path.endsWith('package.json')) {
    const workspaces = packageSchema.safeParse(json(text)).data?.workspaces;
    return Array.isArray(workspaces) ? workspaces : (workspaces?.packages ?? []);
  }
  if (path.endsWith('pnpm-workspace.yaml')) return pnpmSchema.safeParse(yaml(text)).data?.packages ?? [];
  if (path.endsWith('Cargo.toml'))
    return quoted(/\[workspace\][^[]{0,2000}?members\s{0,8}=\s{0,8}\[([^\]]{0,8000})\]/.exec(text)?.[1]);
  if (path.endsWith('go.work')) {
    return [...text.matchAll(/^\s{0,8}(?:use\s{1,4})?(\.\/[\w./-]{1,200})\s{0,8}$/gm)]
      .map((match) => match[1] ?? '')
      .slice(0, maxGlobs);
  }
  return [];
}

function quoted(list: string | undefined): string[] {
  return [...(list ?? '').matchAll(/["']([^"']{1,200})["']/g)].map((match) => match[1] ?? '').slice(0, maxGlobs);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function yaml(text: string): unknown {
  try {
    return parseYaml(text, { maxAliasCount: 10 });
  } catch {
    return null;
  }
}
