import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { LineSplitter } from '../../base/lines.ts';
import { BooError } from '../../protocol/errors.ts';
import { killWaits, signalTree, treeAlive } from './killTree.ts';
import type { ProcessRegistry } from './processRegistry.ts';
import { TextRing } from './textRing.ts';

export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly env: Record<string, string>;
  /** Longer lines on stdout are skipped and reported to `onOverflow`. */
  readonly maxLineBytes: number;
  readonly onLine: (line: string) => void;
  readonly onOverflow: (bytes: number) => void;
  /** Where the process is noted so that a later start can sweep it if this host dies. */
  readonly registry?: ProcessRegistry;
}

/** How a child ended: an exit code or a signal, never both. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Child {
  readonly pid: number;
  /** Resolves once, when the process has ended and its output was delivered. Never rejects. */
  readonly exited: Promise<ChildExit>;
  /** Null while it runs. */
  exit(): ChildExit | null;
  /** Writes one line to stdin; a process that no longer reads is not an error here, its exit tells. */
  writeLine(line: string): void;
  /** The last part of stderr. */
  stderr(): string;
  /** Ends the process and everything it started, within 2 s. Resolves when nothing of it is left. Idempotent. */
  kill(): Promise<void>;
}

const stderrChars = 16 * 1024;

/**
 * Starts a process as leader of its own group with piped stdio.
 * Throws BooError('agent_lost') when the system refuses to start it.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { command, args, cwd, env } = options;
  const child = spawn(command, args, { cwd, env, detached: true, stdio: 'pipe', windowsHide: true });
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new BooError('agent_lost', `The process ${command} could not be started.`, { cause: error });
  }
  const pid = child.pid;
  if (pid === undefined) throw new BooError('agent_lost', `The process ${command} has no id.`);
  options.registry?.add(pid);
  return new RunningChild(child, pid, options);
}

class RunningChild implements Child {
  readonly pid: number;
  readonly exited: Promise<ChildExit>;
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly errors = new TextRing(stderrChars);
  private ended: ChildExit | null = null;
  private killing: Promise<void> | undefined;

  constructor(child: ChildProcessWithoutNullStreams, pid: number, options: ChildOptions) {
    this.child = child;
    this.pid = pid;
    const lines = new LineSplitter(options.onLine, options.maxLineBytes, options.onOverflow);
    child.stdout.on('data', (chunk: Uint8Array) => lines.push(chunk));
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.errors.push(text));
    // EPIPE when the child is gone; the exit is what counts.
    child.stdin.on('error', () => {});
    this.exited = new Promise((resolve) => {
      const finish = (code: number | null, signal: NodeJS.Signals | null): void => {
        if (this.ended !== null) return;
        this.ended = { code, signal };
        lines.end();
        options.registry?.remove(pid);
        resolve(this.ended);
      };
      // `close` waits for the pipes; a grandchild may hold them, so `exit` plus a short wait has to do as well.
      child.once('close', finish);
      child.once('exit', (code, signal) => setTimeout(() => finish(code, signal), 100).unref());
    });
  }

  exit(): ChildExit | null {
    return this.ended;
  }

  writeLine(line: string): void {
    if (this.child.stdin.writable) this.child.stdin.write(`${line}\n`);
  }

  stderr(): string {
    return this.errors.toString();
  }

  kill(): Promise<void> {
    this.killing ??= this.killLadder();
    return this.killing;
  }

  private async killLadder(): Promise<void> {
    this.child.stdin.destroy();
    signalTree(this.pid, 'ask');
    if (await this.goneWithin(killWaits.asked)) return;
    signalTree(this.pid, 'kill');
    await this.goneWithin(killWaits.killed);
  }

  /** Judges by exit code and signal of the leader and by the group being empty, not by `child.killed`. */
  private async goneWithin(ms: number): Promise<boolean> {
    const deadline = performance.now() + ms;
    while (performance.now() < deadline) {
      const leaderGone = this.child.exitCode !== null || this.child.signalCode !== null;
      if (leaderGone && !treeAlive(this.pid)) return true;
      await wait(5);
    }
    return false;
  }
}
