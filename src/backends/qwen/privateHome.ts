import { chmodSync, lstatSync, mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { BooError } from '../../protocol/errors.ts';
import type { ModelConfig } from './modelConfig.ts';

/** The folders and files that replace everything qwen would otherwise look for in the home folder and the workspace. */
export interface PrivateHome {
  readonly root: string;
  /** Working directory of qwen; holds only an empty `.qwen/.env`, which stops the search for `.env` in parents. */
  readonly cwd: string;
  readonly home: string;
  readonly qwenHome: string;
  readonly runtime: string;
  readonly compileCache: string;
  /** Without any file: what an isolated session may read. */
  readonly empty: string;
  readonly tmp: string;
  readonly defaultsFile: string;
  readonly trustedFoldersFile: string;
}

/**
 * Creates (or refreshes) the private folders, mode 0700. No secret is written: qwen's key is a token of the relay.
 * Throws BooError('readonly_unproven') when the place cannot be made private.
 */
export function preparePrivateHome(privateDir: string, model: ModelConfig): PrivateHome {
  try {
    mkdirSync(privateDir, { recursive: true, mode: 0o700 });
    const root = realpathSync(privateDir);
    const dir = (...names: string[]): string => {
      const path = join(root, ...names);
      mkdirSync(path, { recursive: true, mode: 0o700 });
      if (!lstatSync(path).isDirectory()) throw new Error(`${path} is not a folder`);
      return path;
    };
    chmodSync(root, 0o700);
    assertOwned(dirname(root));
    const cwd = dir('cwd');
    writeFileSync(join(dir('cwd', '.qwen'), '.env'), '', { mode: 0o600 });
    const defaultsFile = join(root, 'defaults.json');
    const trustedFoldersFile = join(root, 'trustedFolders.json');
    writeFileSync(defaultsFile, JSON.stringify(defaults(model)), { mode: 0o600 });
    writeFileSync(trustedFoldersFile, '{}', { mode: 0o600 });
    return {
      root,
      cwd,
      home: dir('home'),
      qwenHome: dir('qwen'),
      runtime: dir('runtime'),
      compileCache: dir('compileCache'),
      empty: emptied(dir('empty')),
      tmp: dir('tmp'),
      defaultsFile,
      trustedFoldersFile,
    };
  } catch (error) {
    throw new BooError('readonly_unproven', 'The private folders for qwen cannot be prepared.', {
      where: privateDir,
      cause: error,
    });
  }
}

/** An isolated session must find nothing, whatever happened to the folder before. */
function emptied(folder: string): string {
  for (const entry of readdirSync(folder)) rmSync(join(folder, entry), { recursive: true, force: true });
  return folder;
}

/** In a shared temp folder somebody else's parent folder could be swapped under us. (chmod has checked `root` itself.) */
function assertOwned(parent: string): void {
  const self = process.getuid?.();
  if (self === undefined) return;
  const { uid, mode } = lstatSync(parent);
  const writableByOthers = (mode & 0o022) !== 0 && (mode & 0o1000) === 0;
  if ((uid !== self && uid !== 0) || writableByOthers) throw new Error(`${parent} is not only ours to write`);
}

/** Settings of the lowest rank. The folder is untrusted by design: workspace settings, hooks, `.env` are then ignored. */
function defaults(model: ModelConfig): object {
  return {
    $version: 4,
    security: { folderTrust: { enabled: true }, auth: { selectedType: 'openai' } },
    agents: { crossSessionMessaging: false },
    privacy: { usageStatisticsEnabled: false },
    model: { name: model.model, generationConfig: { ...model.generation, maxRetries: 0 } },
  };
}

/** Throws BooError('readonly_unproven') when a folder that qwen may write to lies inside the workspace. */
export function assertOutside(workspace: string, home: PrivateHome): void {
  const way = relative(workspace, home.root);
  const inside = way === '' || (!way.startsWith('..') && !isAbsolute(way));
  if (!inside) return;
  throw new BooError('readonly_unproven', 'The private folder of the qwen backend lies inside the workspace.', {
    where: home.root,
  });
}
