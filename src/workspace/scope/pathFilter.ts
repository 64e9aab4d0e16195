import { lstat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import picomatch from 'picomatch';
import { BooError } from '../../protocol/errors.ts';
import { relativePathProblem } from '../relativePath.ts';

/** The globs of a `path` scope, checked against what exists. */
export interface PathFilter {
  matches(path: string): boolean;
  /** Files that were named exactly; they count even when git ignores them. */
  readonly named: ReadonlySet<string>;
  /** The folder that all globs lie in ('' for the root): vendored names in it do not count, since the user named it. */
  readonly exempt: string;
}

const maxGlobs = 100;
const maxGlobLength = 500;

/**
 * Compiles globs. A glob that is the exact path of a file or folder means that file or everything in that folder, even
 * when it contains characters such as `[`. Throws BooError('usage') for a glob that leaves the workspace.
 */
export async function compilePathFilter(root: string, globs: readonly string[]): Promise<PathFilter> {
  if (globs.length > maxGlobs) throw new BooError('usage', `More than ${maxGlobs} path globs were given.`);
  const named = new Set<string>();
  const wanted: ((path: string) => boolean)[] = [];
  const unwanted: ((path: string) => boolean)[] = [];
  const bases: string[] = [];
  for (const raw of globs) {
    const negative = raw.startsWith('!');
    const glob = normalise(root, negative ? raw.slice(1) : raw);
    const kind = await existingKind(root, glob);
    const test = tester(glob, kind);
    if (negative) {
      unwanted.push(test);
      continue;
    }
    wanted.push(test);
    if (kind === 'file') named.add(glob);
    bases.push(kind === null ? picomatch.scan(glob).base : glob);
  }
  if (wanted.length === 0) throw new BooError('usage', 'No path was given to look at.');
  return {
    matches: (path) => wanted.some((test) => test(path)) && !unwanted.some((test) => test(path)),
    named,
    exempt: bases.length === 1 ? (bases[0] ?? '') : '',
  };
}

function normalise(root: string, raw: string): string {
  let glob = sep === '\\' ? raw.replaceAll('\\', '/') : raw;
  if (isAbsolute(glob)) glob = relative(root, glob).split(sep).join('/') || '.';
  glob = glob.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
  const leaves = glob.split('/').includes('..') || isAbsolute(glob) || glob.includes('\0');
  if (leaves || glob.length > maxGlobLength) {
    throw new BooError(
      'usage',
      `The path "${raw.slice(0, 120).replace(/\p{Cc}/gu, ' ')}" is not inside the workspace.`,
    );
  }
  return glob === '.' ? '' : glob;
}

async function existingKind(root: string, glob: string): Promise<'file' | 'folder' | null> {
  if (glob === '') return 'folder';
  if (relativePathProblem(glob) !== null) return null;
  try {
    return (await lstat(join(root, glob))).isDirectory() ? 'folder' : 'file';
  } catch {
    return null;
  }
}

function tester(glob: string, kind: 'file' | 'folder' | null): (path: string) => boolean {
  switch (kind) {
    case 'folder':
      return inFolder(glob);
    case 'file':
      return (path) => path === glob;
    case null:
      return picomatch(glob, { dot: true, nonegate: true, strictBrackets: false });
  }
}

function inFolder(folder: string): (path: string) => boolean {
  return folder === '' ? () => true : (path) => path.startsWith(`${folder}/`);
}
