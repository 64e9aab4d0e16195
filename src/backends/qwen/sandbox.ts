import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { BooError } from '../../protocol/errors.ts';
import type { Invocation } from './invocation.ts';
import type { SandboxMode } from './options.ts';
import type { PrivateHome } from './privateHome.ts';
import { isIsolated, type Room } from './room.ts';

export type Sandbox =
  | { readonly kind: 'bwrap'; readonly path: string }
  /** Without an OS sandbox; `reason` is for people. */
  | { readonly kind: 'none'; readonly reason: string };

const run = promisify(execFile);

/**
 * Looks once whether bubblewrap exists and can really make a sandbox here (containers and some distributions forbid
 * it). Throws BooError('sandbox_unavailable') in mode `require` when it cannot.
 */
export async function probeSandbox(
  mode: SandboxMode,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Sandbox> {
  if (mode === 'off') return { kind: 'none', reason: 'switched off' };
  const sandbox = await tryBwrap(env);
  if (sandbox.kind === 'none' && mode === 'require') {
    throw new BooError('sandbox_unavailable', `No OS sandbox can be used: ${sandbox.reason}.`);
  }
  return sandbox;
}

async function tryBwrap(env: Readonly<Record<string, string | undefined>>): Promise<Sandbox> {
  if (process.platform !== 'linux') return { kind: 'none', reason: `there is none for ${process.platform}` };
  const path = (env['PATH'] ?? '')
    .split(delimiter)
    .filter((dir) => isAbsolute(dir))
    .map((dir) => join(dir, 'bwrap'))
    .find(isExecutable);
  if (path === undefined) return { kind: 'none', reason: 'bubblewrap (bwrap) is not installed' };
  try {
    await run(path, [...isolation, '--', '/bin/true'], { timeout: 5_000, env: {} });
    return { kind: 'bwrap', path };
  } catch {
    return { kind: 'none', reason: 'bubblewrap is installed but not allowed to create namespaces' };
  }
}

const isolation = ['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--unshare-pid', '--die-with-parent'];

/**
 * The same invocation inside a sandbox: the whole file system read-only, home and temp folders hidden, for an
 * isolated session the workspace too, only qwen's runtime folders writable. The network stays, because the relay listens on the loopback address.
 */
export function wrapInSandbox(
  sandbox: Sandbox,
  invocation: Invocation,
  places: {
    readonly home: string;
    readonly room: Room;
    readonly qwenRoot: string;
    readonly privateHome: PrivateHome;
  },
): Invocation {
  if (sandbox.kind === 'none') return invocation;
  const { privateHome, room } = places;
  const apart = isIsolated(room) ? [room.workspace] : [];
  const hidden = [places.home, '/tmp', '/var/tmp', ...apart].filter((dir) => dir !== '/' && isAbsolute(dir));
  const readable = [room.folder, places.qwenRoot, dirname(invocation.command), privateHome.root];
  const writable = [privateHome.runtime, privateHome.qwenHome, privateHome.compileCache, privateHome.tmp];
  const args = [
    ...isolation,
    ...hidden.filter(isDirectory).flatMap((dir) => ['--tmpfs', dir]),
    // Only what the step above has hidden has to come back.
    ...readable.filter((dir) => hidden.some((over) => contains(over, dir))).flatMap((dir) => ['--ro-bind', dir, dir]),
    ...writable.flatMap((dir) => ['--bind', dir, dir]),
    '--chdir', invocation.cwd,
    '--', invocation.command, ...invocation.args,
  ]; // prettier-ignore
  return { ...invocation, command: sandbox.path, args };
}

function contains(outer: string, inner: string): boolean {
  const way = relative(outer, inner);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isDirectory(dir: string): boolean {
  try {
    accessSync(dir, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
