import { copyFile, lstat, mkdtemp, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { BooError, asBooError } from '../../protocol/errors.ts';
import { findGit } from './findGit.ts';
import { type GitCall, type GitOutput, runGitProcess } from './gitProcess.ts';
import { driverOverrides, safeEnvironment, safeOptions } from './safeGit.ts';

/** A work tree that git can read. No call writes into it and no call starts a program that it configures. */
export interface GitRepository {
  /** Folder the calls run in; paths are relative to it. May lie below the top of the work tree. */
  readonly root: string;
  /** Runs git. A non-zero exit is a result. Throws BooError('git_failed' | 'cancelled'). */
  run(args: readonly string[], call?: GitCall): Promise<GitOutput>;
  /** Output of a call that must succeed, without the final newline. Throws BooError('git_failed' | 'cancelled'). */
  text(args: readonly string[], call?: GitCall): Promise<string>;
  /** The output if the call succeeded, else null. */
  tryText(args: readonly string[]): Promise<string | null>;
  /** Removes the private index copy. */
  close(): Promise<void>;
}

export type GitAccess =
  | { readonly kind: 'repository'; readonly repository: GitRepository }
  /** The folder is not inside a work tree. */
  | { readonly kind: 'none' }
  /** There is one, but git is missing, too old or refuses it. */
  | { readonly kind: 'unusable'; readonly error: BooError };

/** Oldest git that takes configuration from GIT_CONFIG_COUNT; without it, filter drivers could not be switched off. */
const minimumVersion: readonly [number, number] = [2, 31];

/**
 * Opens the repository that contains `root` (absolute, real path). The caller closes it.
 * Throws only BooError('cancelled').
 */
export async function openRepository(root: string, signal: AbortSignal): Promise<GitAccess> {
  if (!(await hasDotGit(root))) return { kind: 'none' };
  try {
    const program = await findGit(root);
    if (program === null) throw new BooError('git_failed', 'git was not found on PATH.');
    return await open(program, root, signal);
  } catch (thrown) {
    const error = asBooError(thrown);
    if (error.code === 'cancelled') throw error;
    return { kind: 'unusable', error };
  }
}

async function open(program: string, root: string, signal: AbortSignal): Promise<GitAccess> {
  let env = safeEnvironment(process.env);
  const run = (args: readonly string[], call: GitCall = {}): Promise<GitOutput> =>
    runGitProcess({ ...call, program, args: [...safeOptions, ...args], cwd: root, env, signal });
  const text = async (args: readonly string[], call: GitCall = {}): Promise<string> => {
    const output = await run(args, call);
    if (output.code !== 0) throw gitFailure(args, output);
    return output.stdout.toString('utf8').replace(/\r?\n$/, '');
  };

  checkVersion(await text(['--version']));
  if ((await text(['rev-parse', '--is-inside-work-tree'])) !== 'true') return { kind: 'none' };
  const config = await run(['config', '--list', '-z', '--name-only', '--includes'], { maxBytes: 4 * 1024 * 1024 });
  if (config.code !== 0) throw gitFailure(['config'], config);
  env = { ...env, ...driverOverrides(config.stdout.toString('utf8').split('\0')) };

  // `git diff` rewrites the index after refreshing it, whatever GIT_OPTIONAL_LOCKS says; so it gets a copy.
  const folder = await mkdtemp(join(tmpdir(), 'boo-git-'));
  const close = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const index = resolve(root, await text(['rev-parse', '--git-path', 'index']));
    const copy = join(folder, 'index');
    await copyIndex(index, copy).catch(ignoreMissing);
    env = { ...env, GIT_INDEX_FILE: copy };
  } catch (error) {
    await close();
    throw error;
  }
  const tryText = async (args: readonly string[]): Promise<string | null> => {
    const output = await run(args);
    return output.code === 0 ? output.stdout.toString('utf8').replace(/\r?\n$/, '') : null;
  };
  return { kind: 'repository', repository: { root, run, text, tryText, close } };
}

/** A failed call as an error; the first line of what git said is part of the message. */
export function gitFailure(args: readonly string[], output: GitOutput): BooError {
  const said = output.stderr.split('\n', 1)[0]?.trim() ?? '';
  const code = output.code === null ? 'its output was too large' : `exit code ${output.code}`;
  return new BooError(
    'git_failed',
    `git ${args[0] ?? ''} failed (${code})${said === '' ? '' : `: ${said.slice(0, 300)}`}.`,
  );
}

function checkVersion(text: string): void {
  const match = /(\d{1,4})\.(\d{1,4})/.exec(text);
  const [major, minor] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)];
  if (major > minimumVersion[0] || (major === minimumVersion[0] && minor >= minimumVersion[1])) return;
  throw new BooError('git_failed', `git ${minimumVersion.join('.')} or newer is needed; found "${text.slice(0, 60)}".`);
}

/** Is there a `.git` here or in a folder above? Tells "not a repository" from "git refuses this repository". */
async function hasDotGit(root: string): Promise<boolean> {
  for (let folder = root; ; folder = dirname(folder)) {
    try {
      await lstat(join(folder, '.git'));
      return true;
    } catch {
      if (dirname(folder) === folder) return false;
    }
  }
}

/**
 * The copy gets the time of the original, rounded down: git trusts the recorded size and time of a file only if they
 * are older than the index, so a younger copy would hide changes made in the same moment as the last commit.
 */
async function copyIndex(index: string, copy: string): Promise<void> {
  const { mtimeMs } = await stat(index);
  await copyFile(index, copy);
  const seconds = Math.floor(mtimeMs / 1000);
  await utimes(copy, seconds, seconds);
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
