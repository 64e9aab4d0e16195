import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { descendantsOf } from '../../scripts/lib/processTree.ts';
import { makeSample } from '../../scripts/lib/sample.ts';
import { type Report, reportSchema } from '../../src/protocol/report.ts';
import type { ModelEndpoint } from '../modelEndpoint/modelEndpoint.ts';

const root = join(import.meta.dirname, '..', '..');
const cli = join(root, 'dist', 'cli.cjs');
const qwen = join(root, 'node_modules', '@qwen-code', 'qwen-code', 'cli.js');

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The `boo` command as a user runs it: the built bundle, an empty home, a bare environment. */
export class CliBench {
  readonly dir = realpathSync(mkdtempSync(join(tmpdir(), 'boo-cli-')));
  readonly home = join(this.dir, 'home');
  readonly store = join(this.dir, 'store');
  /** A fresh sample repository with its feature branch checked out. */
  readonly sample = join(this.dir, 'sample');

  async makeSample(): Promise<void> {
    await makeSample(this.sample);
  }

  /** Environment that points qwen at a scripted endpoint. */
  modelEnv(endpoint: Pick<ModelEndpoint, 'url'>): Record<string, string> {
    return { OPENAI_BASE_URL: endpoint.url, OPENAI_API_KEY: 'sk-user', OPENAI_MODEL: 'scripted', BOO_QWEN: qwen };
  }

  start(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
    return spawn(process.execPath, [cli, ...args], {
      cwd: this.dir,
      env: { PATH: process.env['PATH'] ?? '', HOME: this.home, LANG: 'C.UTF-8', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** The same command for a shell, with the environment it needs. */
  shellCommand(args: readonly string[]): { command: string; env: Record<string, string> } {
    const words = [process.execPath, cli, ...args].map((word) => `'${word}'`);
    return { command: words.join(' '), env: { PATH: process.env['PATH'] ?? '', HOME: this.home } };
  }

  async run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliResult> {
    return finished(this.start(args, env));
  }

  /** Runs a flow on the sample's branch diff and parses its JSON report. */
  async report(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<CliResult & { report: Report }> {
    const result = await this.run(
      ['run', ...args, '--workspace', this.sample, '--store', this.store, '--format', 'json'],
      env,
    );
    if (result.stdout === '') throw new Error(`no report; exit ${result.code}\n${result.stderr}`);
    return { ...result, report: reportSchema.parse(JSON.parse(result.stdout)) };
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

export async function finished(child: ChildProcess): Promise<CliResult> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}

/** Command lines of everything the process started, at any depth. */
export async function childrenOf(child: ChildProcess): Promise<string[]> {
  return child.pid === undefined ? [] : (await descendantsOf(child.pid)).map(({ command }) => command);
}
