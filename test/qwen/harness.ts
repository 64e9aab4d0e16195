import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { silentLog } from '../../src/base/log.ts';
import type { QwenOptions } from '../../src/backends/qwen/options.ts';
import { createQwenBackend, type QwenBackend } from '../../src/backends/qwen/QwenBackend.ts';
import type { AgentEvent } from '../../src/protocol/agentEvent.ts';
import type { AgentSession } from '../../src/engine/ports/AgentBackend.ts';
import { type AgentStep, agentStepSchema } from '../../src/protocol/plan.ts';
import { BooError, type ErrorCode } from '../../src/protocol/errors.ts';
import { type ModelEndpoint, startModelEndpoint } from '../modelEndpoint/modelEndpoint.ts';
import type { Script } from '../modelEndpoint/types.ts';

const root = dirname(dirname(import.meta.dirname));
export const qwenScript = join(root, 'node_modules', '@qwen-code', 'qwen-code', 'cli.js');
/** The key of the user in every test; must never be seen anywhere but at the endpoint. */
export const userKey = 'sk-user-7f3a9c5e1b';
const run = promisify(execFile);

/** Temp folders of one test: a workspace with three files, a home, and the backend's private folder. */
export class Sandbox {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'boo-test-')));
  readonly workspace = this.folder('work space');
  readonly home = this.folder('home');
  readonly privateDir = this.folder('private');

  constructor() {
    this.write('src/a.ts', 'export const answer = 42;\n');
    this.write('src/b.ts', 'import { answer } from "./a";\nconsole.log(answer); // needle\n');
    this.write('README.md', '# Sample\n');
  }

  write(path: string, text: string): string {
    const file = join(this.workspace, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  folder(name: string): string {
    const path = join(this.root, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** Processes whose command line names this test's folders, as the system lists them. */
  async processes(): Promise<string[]> {
    const { stdout } = await run('ps', ['-eo', 'pid=,args=', '-ww'], { maxBuffer: 64 * 1024 * 1024 });
    return stdout.split('\n').filter((line) => line.includes(this.root));
  }

  /** Waits until no process is left, at most `ms`; returns what is left then. */
  async processesAfter(ms: number): Promise<string[]> {
    const deadline = performance.now() + ms;
    for (;;) {
      const left = await this.processes();
      if (left.length === 0 || performance.now() > deadline) return left;
      await wait(50);
    }
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** One hash over every path, type and byte below `dir`. */
export function hashTree(dir: string): string {
  const hash = createHash('sha256');
  const visit = (at: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(at, entry.name);
      const kind = entry.isDirectory() ? 'd' : 'f';
      hash.update(`${kind} ${path}\n`);
      if (entry.isDirectory()) visit(path);
      else hash.update(entry.isSymbolicLink() ? readlinkSync(path) : readFileSync(path));
    }
  };
  visit(dir);
  return hash.digest('hex');
}

export interface Bench {
  readonly sandbox: Sandbox;
  readonly endpoint: ModelEndpoint;
  readonly backend: QwenBackend;
  open(signal?: AbortSignal): Promise<AgentSession>;
  close(): Promise<void>;
}

export type BenchOptions = Partial<Omit<QwenOptions, 'env'>> & {
  readonly env?: Record<string, string>;
  readonly sandboxDirs?: Sandbox;
};

/** A real qwen behind the real backend, with a scripted endpoint as its model. */
export async function startBench(script: Script, options: BenchOptions = {}): Promise<Bench> {
  const { env, sandboxDirs, ...rest } = options;
  const dirs = sandboxDirs ?? new Sandbox();
  const endpoint = await startModelEndpoint(script);
  const backend = createQwenBackend({
    qwenPath: qwenScript,
    env: {
      PATH: process.env['PATH'],
      OPENAI_BASE_URL: endpoint.url,
      OPENAI_API_KEY: userKey,
      OPENAI_MODEL: 'scripted',
      ...env,
    },
    home: dirs.home,
    privateDir: dirs.privateDir,
    transport: 'stream-json',
    concurrency: 4,
    sandbox: 'auto',
    log: silentLog,
    ...rest,
  });
  return {
    sandbox: dirs,
    endpoint,
    backend,
    open: (signal) => openSession(backend, dirs.workspace, signal),
    close: async () => {
      await backend.dispose();
      await endpoint.close();
      dirs.remove();
    },
  };
}

let sessions = 0;
export function openSession(backend: QwenBackend, workspace: string, signal?: AbortSignal): Promise<AgentSession> {
  const options = { step: anyStep, workspace, idempotencyKey: `key-${sessions++}` };
  return backend.openSession(options, signal ?? new AbortController().signal);
}

export const anyStep: AgentStep = agentStepSchema.parse({
  id: 'angle-a',
  kind: 'agent',
  title: 'Angle A',
  needs: [],
  wave: 1,
  persona: 'p',
  role: 'angle',
  output: 'findings',
  prompt: 'Step: angle-a',
  inputs: [],
  leads: [],
  files: ['src/a.ts'],
  promptTokens: 3,
  limits: { wallMs: 60_000, silenceMs: 30_000, toolCalls: 20, tokens: 100_000 },
  trimmed: [],
});

export interface Turn {
  readonly events: AgentEvent[];
  readonly text: string;
  readonly reasoning: string;
}

/** Runs one prompt to its end and gathers what came. */
export async function ask(session: AgentSession, text: string, signal?: AbortSignal): Promise<Turn> {
  const events: AgentEvent[] = [];
  for await (const event of session.prompt(text, signal ?? new AbortController().signal)) events.push(event);
  return { events, text: joined(events, 'text'), reasoning: joined(events, 'reasoning') };
}

function joined(events: readonly AgentEvent[], type: 'text' | 'reasoning'): string {
  return events.map((event) => (event.type === type ? event.text : '')).join('');
}

/** The code of the BooError that `work` fails with; fails the test when it does not fail. */
export async function codeOf(work: Promise<unknown>): Promise<ErrorCode> {
  try {
    await work;
  } catch (error) {
    if (error instanceof BooError) return error.code;
    throw error;
  }
  throw new Error('expected a failure');
}
