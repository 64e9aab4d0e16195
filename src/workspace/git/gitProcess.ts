import { spawn } from 'node:child_process';
import { BooError } from '../../protocol/errors.ts';

export interface GitCall {
  /** Bytes of standard output that are kept; more of it ends the process and sets `cut`. Default 8 MiB. */
  readonly maxBytes?: number;
  /** Default 60 s. */
  readonly timeoutMs?: number;
  /** Takes the output instead of keeping it (then `maxBytes` does not apply). Returning false ends the process. */
  readonly onChunk?: (chunk: Buffer) => boolean | void;
}

export interface GitOutput {
  /** Exit code; null when the process was ended by us after `cut`. */
  readonly code: number | null;
  readonly stdout: Buffer;
  /** First 4 KiB. */
  readonly stderr: string;
  readonly cut: boolean;
}

export interface GitProcessOptions extends GitCall {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

const defaultMaxBytes = 8 * 1024 * 1024;
const defaultTimeoutMs = 60_000;
const stderrBytes = 4096;

/**
 * Runs git once with bounded output and time. A non-zero exit is a result, not an error.
 * Throws BooError('git_failed') when git cannot be started or takes too long, BooError('cancelled') on abort.
 */
export function runGitProcess(options: GitProcessOptions): Promise<GitOutput> {
  const { promise, resolve, reject } = Promise.withResolvers<GitOutput>();
  if (options.signal.aborted) return Promise.reject(new BooError('cancelled', 'The operation was cancelled.'));
  const child = spawn(options.program, [...options.args], {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const kept: Buffer[] = [];
  let keptBytes = 0;
  let stderr = '';
  let cut = false;
  let failure: BooError | null = null;
  const stop = (): void => void child.kill('SIGKILL');
  const fail = (error: BooError): void => {
    failure ??= error;
    stop();
  };
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const timer = setTimeout(
    () => fail(new BooError('git_failed', `git ${verb(options.args)} took longer than ${timeoutMs} ms.`)),
    timeoutMs,
  );
  const onAbort = (): void => fail(new BooError('cancelled', 'The operation was cancelled.'));
  options.signal.addEventListener('abort', onAbort, { once: true });

  const takeOutput = (chunk: Buffer): void => {
    if (cut || failure !== null) return;
    if (options.onChunk !== undefined) {
      cut = options.onChunk(chunk) === false;
    } else {
      const room = (options.maxBytes ?? defaultMaxBytes) - keptBytes;
      cut = chunk.length > room;
      kept.push(cut ? chunk.subarray(0, room) : chunk);
      keptBytes += Math.min(room, chunk.length);
    }
    if (cut) stop();
  };
  child.stdout.on('data', (chunk: Buffer) => {
    try {
      takeOutput(chunk);
    } catch (cause) {
      fail(new BooError('git_failed', `The output of git ${verb(options.args)} could not be read.`, { cause }));
    }
  });
  child.stderr.on('data', (chunk: Buffer) => {
    if (stderr.length < stderrBytes) stderr = (stderr + chunk.toString('utf8')).slice(0, stderrBytes);
  });
  child.on('error', (cause) => fail(new BooError('git_failed', 'git could not be started.', { cause })));
  child.on('close', (code) => {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', onAbort);
    if (failure !== null) reject(failure);
    else resolve({ code: cut ? null : (code ?? -1), stdout: Buffer.concat(kept), stderr, cut });
  });
  return promise;
}

/** The subcommand of an argument list, for messages. */
function verb(args: readonly string[]): string {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '-c') i++;
    else if (!arg.startsWith('-')) return arg;
  }
  return '';
}
