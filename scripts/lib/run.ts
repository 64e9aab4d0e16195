import { spawn, type ChildProcess } from 'node:child_process';
import { access, constants as fileConstants } from 'node:fs/promises';
import { constants } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { SetupError } from './say.ts';

export interface RunResult {
  /** Exit code; 128 + signal number is not imitated, a signalled process has code null. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the process group after this many milliseconds. Default: 10 minutes. */
  readonly timeoutMs?: number;
  /** `inherit` shows the output as it comes, and then the result's texts are empty. */
  readonly output?: 'capture' | 'inherit';
  readonly input?: string;
}

/** Captured output is for error messages and small answers; more than this is cut from the front. */
const maxCaptured = 8 * 1024 * 1024;

/** Runs a command to its end, never through a shell. Does not throw on a non-zero exit; see `mustRun`. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const capture = options.output !== 'inherit';
  const group = startGroup(command, args, {
    ...options,
    stdio: capture ? ['pipe', 'pipe', 'pipe'] : ['inherit', 'inherit', 'inherit'],
    // An inherited terminal must stay the foreground group, else Ctrl+C does not reach the child.
    detached: capture,
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    group.child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      texts[name] = (texts[name] + chunk).slice(-maxCaptured);
    });
  }
  group.child.stdin?.on('error', () => {});
  group.child.stdin?.end(options.input ?? '');
  const timer = setTimeout(() => void group.stop(), options.timeoutMs ?? 600_000);
  try {
    const end = await group.ended;
    return { ...end, ...texts };
  } finally {
    clearTimeout(timer);
  }
}

/** Like `run`, but a non-zero exit throws SetupError with the end of what the command said. Returns stdout. */
export async function mustRun(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const result = await run(command, args, options);
  if (result.code === 0) return result.stdout;
  const said = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-25).join('\n');
  throw new SetupError(`${command} ${args.join(' ')} ended with ${result.code ?? result.signal}.\n${said}`);
}

export interface Group {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Resolves when the leader has exited and its output is read. Rejects if it could not be started. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Asks the whole group to end, then kills it. Resolves when the leader is gone. */
  stop(): Promise<void>;
}

export interface GroupOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly stdio?: ('pipe' | 'ignore' | 'inherit' | number)[];
  readonly detached?: boolean;
}

/** Groups that this process has started and that have not ended. A terminal's Ctrl+C does not reach them. */
const live = new Set<number>();
let watching = false;

function killLive(): void {
  for (const target of live) signalGroup(target, 'SIGKILL');
}

/** When this process ends, however that happens short of SIGKILL, what it started ends with it. */
function watchOwnEnd(): void {
  process.on('exit', killLive);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // a script with a handler of its own stops things in its own order and then exits
      if (process.listenerCount(signal) > 1) return;
      process.exit(128 + constants.signals[signal]);
    });
  }
}

/** Starts a command as leader of its own process group, so that `stop` reaches everything it started. */
export function startGroup(command: string, args: readonly string[], options: GroupOptions = {}): Group {
  const detached = options.detached ?? true;
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: options.stdio ?? ['ignore', 'ignore', 'ignore'],
    detached,
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', (error) => reject(new SetupError(`Could not start ${command}: ${error.message}`)));
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  ended.catch(() => {});
  const pid = child.pid ?? -1;
  const target = detached ? -pid : pid;
  if (pid > 0) {
    if (!watching) {
      watching = true;
      watchOwnEnd();
    }
    live.add(target);
    ended.finally(() => live.delete(target)).catch(() => {});
  }
  const stop = async (): Promise<void> => {
    if (pid < 0) return;
    signalGroup(target, 'SIGTERM');
    const hard = setTimeout(() => signalGroup(target, 'SIGKILL'), 3000);
    try {
      await ended;
    } catch {
      // never started: nothing to end
    } finally {
      clearTimeout(hard);
    }
    // The leader may leave stragglers behind that ignored the polite signal.
    if (detached) signalGroup(target, 'SIGKILL');
  };
  return { child, pid, ended, stop };
}

function signalGroup(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch {
    // already gone
  }
}

/** Absolute path of an executable, looked up like a shell does, or undefined. */
export async function findOnPath(name: string, env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const candidates = isAbsolute(name)
    ? [name]
    : (env['PATH'] ?? '')
        .split(delimiter)
        .filter((dir) => dir !== '')
        .map((dir) => join(dir, name));
  for (const candidate of candidates) {
    try {
      await access(candidate, fileConstants.X_OK);
      return candidate;
    } catch {
      // next
    }
  }
  return undefined;
}
