import { closeSync, mkdirSync, openSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { mustRun, startGroup } from './run.ts';
import { SetupError } from './say.ts';

/** Where one server keeps its state. A fresh pair of folders plus a fresh browser profile makes a hermetic run. */
export interface ServerHome {
  readonly root: string;
  readonly dataDir: string;
  readonly extensionsDir: string;
}

export interface ServerOptions extends ServerHome {
  /** Secret that the page URL must carry; undefined leaves the server open to every process of this machine. */
  readonly token?: string;
  readonly flags?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

export interface RunningServer {
  readonly port: number;
  readonly pid: number;
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly logFile: string;
  /** Resolves when the server has ended for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends the server with everything it started. */
  stop(): Promise<void>;
}

function commonArgs(home: ServerHome): string[] {
  return [
    join(home.root, 'out/server-main.js'),
    '--accept-server-license-terms',
    '--server-data-dir',
    home.dataDir,
    '--extensions-dir',
    home.extensionsDir,
  ];
}

/** A path as value of the page's `folder` parameter: readable, and safe for `&`, `#` and spaces. */
export function folderQuery(path: string): string {
  return encodeURIComponent(path).replaceAll('%2F', '/');
}

/** A port that was free a moment ago. The caller's server may still lose the race for it and then fails to start. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/**
 * Writes settings where this kind of server reads them. Settings of our own extension go to the machine level: some of
 * them name executables and are of machine scope, which the user level of a remote window does not carry. What a
 * person has changed since stays: at the user level theirs wins, at the machine level only the named keys are set.
 */
export async function writeSettings(dataDir: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  const isOwn = ([key]: [string, unknown]): boolean => key.startsWith('boocode.');
  const own = Object.fromEntries(Object.entries(settings).filter(isOwn));
  const rest = Object.fromEntries(Object.entries(settings).filter((entry) => !isOwn(entry)));
  const levels = [
    { file: join(dataDir, 'data/User/settings.json'), merge: (before: object) => ({ ...rest, ...before }) },
    { file: join(dataDir, 'data/Machine/settings.json'), merge: (before: object) => ({ ...before, ...own }) },
  ];
  for (const { file, merge } of levels) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(merge(await readObject(file)), null, 2)}\n`);
  }
}

/** Empty when there is no such file, or when it is not plain JSON. */
async function readObject(file: string): Promise<object> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** Without the variables of a VS Code that this process may itself run in; they would lead a second one astray. */
function cleanEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = /^(VSCODE_(?!SKIP_BUILTIN_EXTENSIONS)|ELECTRON_RUN_AS_NODE$|NODE_OPTIONS$)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}

/** Installs packaged extensions into `extensionsDir`. Needs no network. */
export async function installVsix(home: ServerHome, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const said = await mustRun(process.execPath, [...commonArgs(home), '--install-extension', file, '--force'], {
      timeoutMs: 120_000,
    });
    if (!said.includes('successfully installed'))
      throw new SetupError(`VS Code did not install ${file}: ${said.trim()}`);
  }
}

/** Ids of the installed extensions, as `publisher.name`. */
export async function listExtensions(home: ServerHome): Promise<string[]> {
  const said = await mustRun(process.execPath, [...commonArgs(home), '--list-extensions'], { timeoutMs: 60_000 });
  return said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^[\w-]+\.[\w-]+$/.test(line));
}

/**
 * Starts VS Code's own server on 127.0.0.1 and waits until it answers.
 * @throws SetupError with the end of its log when it does not within 60 s.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const port = await freePort();
  mkdirSync(options.dataDir, { recursive: true });
  const logFile = join(options.dataDir, 'server.log');
  const log = openSync(logFile, 'a');
  const token = options.token === undefined ? ['--without-connection-token'] : ['--connection-token', options.token];
  const args = [
    ...commonArgs(options),
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    ...token,
    '--telemetry-level',
    'off',
    ...(options.flags ?? []),
  ];
  const group = startGroup(process.execPath, args, {
    env: cleanEnv(options.env ?? process.env),
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const state = { ended: false };
  const ended = group.ended.then(
    () => void (state.ended = true),
    () => void (state.ended = true),
  );
  const origin = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + 60_000;
  while (!(await answers(`${origin}/version`))) {
    if (state.ended || Date.now() > deadline) {
      await group.stop();
      const tail = (await readFile(logFile, 'utf8').catch(() => '')).slice(-2000);
      throw new SetupError(`VS Code's server did not start.\n${tail}`);
    }
    await delay(100);
  }
  return { port, pid: group.pid, origin, logFile, ended, stop: () => group.stop() };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}
