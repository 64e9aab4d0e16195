import { execFile } from 'node:child_process';
import { accessSync, constants, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, delimiter, dirname, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { BooError } from '../../protocol/errors.ts';

/** Versions whose wire and tool names were measured: 0.24.x. */
export const supportedQwen = { label: '>=0.24.0 <0.25.0', major: 0, minor: 24 } as const;
/** qwen needs this Node. */
export const minNodeMajor = 22;

/** A qwen that can be started. `script` is its JavaScript entry, run directly on our own Node; null for anything else. */
export interface QwenInstall {
  readonly found: string;
  readonly version: string;
  readonly script: string | null;
  /** Folder that holds its files; an OS sandbox must let it be read. */
  readonly root: string;
}

type Env = Readonly<Record<string, string | undefined>>;
const packageSchema = z.object({ name: z.literal('@qwen-code/qwen-code'), version: z.string() });
const run = promisify(execFile);

/**
 * Finds qwen: the explicit path, BOO_QWEN, then PATH (absolute entries only, so that a folder one happens to stand in
 * cannot supply it). Throws qwen_missing, or qwen_unsupported when the version is not in the tested range.
 */
export async function findQwen(explicit: string | undefined, env: Env): Promise<QwenInstall> {
  const found = locate(explicit, env);
  const install = packageInstall(found) ?? (await executableInstall(found, env));
  const version = /^(\d+)\.(\d+)\.(\d+)/.exec(install.version);
  const known = Number(version?.[1]) === supportedQwen.major && Number(version?.[2]) === supportedQwen.minor;
  if (!known) {
    throw new BooError(
      'qwen_unsupported',
      `qwen ${install.version} is not in the tested range ${supportedQwen.label}.`,
      {
        where: found,
      },
    );
  }
  return install;
}

function locate(explicit: string | undefined, env: Env): string {
  const named = explicit?.trim() || env['BOO_QWEN']?.trim();
  if (named !== undefined && named !== '') {
    const file = resolveFile(named);
    if (file === null) throw new BooError('qwen_missing', 'There is no qwen CLI at the path given.', { where: named });
    return file;
  }
  const names = process.platform === 'win32' ? ['qwen.cmd', 'qwen.exe'] : ['qwen'];
  for (const dir of (env['PATH'] ?? '').split(delimiter)) {
    if (!isAbsolute(dir)) continue;
    for (const name of names) {
      const file = resolveFile(join(dir, name));
      if (file !== null && isRunnable(file)) return file;
    }
  }
  throw new BooError('qwen_missing', 'The qwen CLI was not found on PATH.');
}

function resolveFile(path: string): string | null {
  try {
    const real = realpathSync(path);
    return statSync(real).isDirectory() ? realpathSync(join(real, 'cli.js')) : real;
  } catch {
    return null;
  }
}

function isRunnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The npm package behind a link, a cli.js, or the .cmd file that npm writes on Windows. */
function packageInstall(found: string): QwenInstall | null {
  const dir = dirname(found);
  const isEntry = ['cli-entry.js', 'cli.js'].includes(basename(found));
  const candidates = isEntry ? [dir] : [join(dir, 'node_modules', '@qwen-code', 'qwen-code')];
  for (const root of candidates) {
    try {
      const manifest = packageSchema.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
      const script = join(root, 'cli.js');
      accessSync(script, constants.R_OK);
      return { found, version: manifest.version, script, root };
    } catch {
      // Not a package at this place.
    }
  }
  return null;
}

async function executableInstall(found: string, env: Env): Promise<QwenInstall> {
  try {
    const path = env['PATH'] ?? '';
    const { stdout } = await run(found, ['--version'], { timeout: 15_000, env: { PATH: path }, windowsHide: true });
    return { found, version: stdout.trim().slice(0, 40) || 'unknown', script: null, root: dirname(found) };
  } catch (error) {
    throw new BooError('qwen_unsupported', 'The qwen CLI does not tell its version.', { where: found, cause: error });
  }
}
