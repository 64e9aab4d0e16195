import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';

const product = 'boocode-orchestrator';

/**
 * Where the command line keeps the history of one workspace: the user's state folder, keyed by the real path of the
 * workspace, so that two names of the same folder share one history. Nothing is created.
 * Linux and macOS: `$XDG_STATE_HOME` (only if absolute, as the XDG base directory rules say) or `~/.local/state`;
 * Windows: `%LOCALAPPDATA%` or `~\AppData\Local`.
 * @param home absolute home folder of the user
 * @param workspace any path; one that does not exist is keyed by its absolute form
 */
export function defaultStoreDir(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
  workspace: string,
  platform: NodeJS.Platform = process.platform,
): string {
  const real = realPath(workspace);
  const hash = createHash('sha256').update(real).digest('hex').slice(0, 12);
  return join(stateFolder(env, home, platform), product, `${readableName(real)}-${hash}`);
}

function stateFolder(env: Readonly<Record<string, string | undefined>>, home: string, platform: NodeJS.Platform) {
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA'];
    return local !== undefined && local !== '' ? local : join(home, 'AppData', 'Local');
  }
  const state = env['XDG_STATE_HOME'];
  return state !== undefined && isAbsolute(state) ? state : join(home, '.local', 'state');
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return resolve(path);
  }
}

/** Last part of the path with only characters that every file system takes, at most 40. */
function readableName(path: string): string {
  const last = path.split(/[\\/]/).findLast((part) => part !== '') ?? '';
  const safe = last.replaceAll(/[^A-Za-z0-9._-]+/g, '_').slice(0, 40);
  return safe === '' ? 'root' : safe;
}
