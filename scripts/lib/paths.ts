import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The checkout: scripts live two levels below it. */
export const repoRoot = resolve(import.meta.dirname, '../..');

/** Results of builds and tests that people or CI look at. Ignored by git. */
export const artifactsDir = join(repoRoot, 'artifacts');
export const vsixPath = join(artifactsDir, 'boocode-orchestrator.vsix');

/**
 * Folder for large things that belong to the machine and not to a checkout, so that several checkouts share them
 * and `npm ci` stays small.
 */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  const base = env['XDG_CACHE_HOME'];
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, 'boocode-orchestrator');
}

/** Absolute path of a tool from node_modules, without going through a shell wrapper. */
export function nodeModule(path: string): string {
  return join(repoRoot, 'node_modules', path);
}
