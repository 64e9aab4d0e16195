import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { aptInstall, missingDebs } from './apt.ts';
import { withLock } from './fileLock.ts';
import { cacheRoot } from './paths.ts';
import { mustRun, run } from './run.ts';
import { say, SetupError } from './say.ts';

/** code-server carries VS Code 1.139.1 with the server part that serves the workbench to a browser. */
const codeServerVersion = '4.139.1';

/** Headers and tools for the native modules of the server, which are compiled when it is installed. */
const buildPackages = [
  'g++',
  'make',
  'python3',
  'pkg-config',
  'libkrb5-dev',
  'libx11-dev',
  'libxkbfile-dev',
  'libsecret-1-dev',
];

export interface LocalVsCode {
  /** Folder with `out/server-main.js`. */
  readonly root: string;
  readonly version: string;
}

/** What is said on screen to someone who has to help an installation along. */
const namedServerHint =
  'You can also name an installed server with VSCODE_SERVER_ROOT=<folder with out/server-main.js>.';

/**
 * Finds or installs a VS Code server in the user's cache folder and returns where it is. Takes about two minutes the
 * first time. Two processes may call it at once: one installs, the other waits.
 * @throws SetupError with the next step when it cannot be installed.
 */
export async function ensureLocalVsCode(env: NodeJS.ProcessEnv = process.env): Promise<LocalVsCode> {
  const named = env['VSCODE_SERVER_ROOT'];
  if (named !== undefined && named !== '') return { root: named, version: await serverVersion(named) };
  const target = join(cacheRoot(env), `vscode-${codeServerVersion}`);
  const ready = await readInstalled(target);
  if (ready !== undefined) return ready;
  const onWait = (pid: number): void => say(`Waiting for process ${pid}, which is installing VS Code's server …`);
  return withLock(`${target}.lock`, 20 * 60_000, onWait, async () => {
    const done = await readInstalled(target);
    return done ?? (await install(target, env));
  });
}

/** The marker is written last and names the ABI that the native modules were compiled for. */
async function readInstalled(target: string): Promise<LocalVsCode | undefined> {
  try {
    const marker: unknown = JSON.parse(await readFile(join(target, 'installed.json'), 'utf8'));
    if (typeof marker !== 'object' || marker === null || !('abi' in marker) || !('version' in marker)) return undefined;
    const root = serverRoot(target);
    if (
      marker.abi !== process.versions.modules ||
      typeof marker.version !== 'string' ||
      !existsSync(join(root, 'out/server-main.js'))
    )
      return undefined;
    return { root, version: marker.version };
  } catch {
    return undefined;
  }
}

function serverRoot(target: string): string {
  return join(target, 'node_modules/code-server/lib/vscode');
}

async function install(target: string, env: NodeJS.ProcessEnv): Promise<LocalVsCode> {
  say(
    `Installing a local VS Code (code-server ${codeServerVersion}) into ${target}: once, about two minutes, about 600 MB.`,
  );
  await aptInstall(await missingDebs(buildPackages), 'Building the VS Code server');
  await removeLeftovers(target);
  const work = `${target}.new-${process.pid}`;
  await mkdir(work, { recursive: true });
  await writeFile(join(work, 'package.json'), '{"private":true}\n');
  const started = Date.now();
  const ticker = setInterval(
    () => say(`  … still installing (${Math.round((Date.now() - started) / 1000)} s)`),
    20_000,
  );
  try {
    const headers = await nodeHeaders(work);
    // npm must run on this very Node: it compiles the native modules for the Node that runs it.
    const npmEnv = { ...env, PATH: `${dirname(process.execPath)}:${env['PATH'] ?? ''}`, npm_config_nodedir: headers };
    const args = ['install', `code-server@${codeServerVersion}`, '--no-audit', '--no-fund', '--no-progress'];
    const result = await run('npm', args, { cwd: work, env: npmEnv, timeoutMs: 15 * 60_000 });
    if (result.code !== 0) throw await installFailed(target, `${result.stdout}\n${result.stderr}`);
    const version = await serverVersion(serverRoot(work));
    await rm(join(work, 'headers'), { recursive: true, force: true });
    await writeFile(join(work, 'installed.json'), JSON.stringify({ abi: process.versions.modules, version }));
    await rm(target, { recursive: true, force: true });
    await rename(work, target);
    say(`VS Code's server ${version} is ready (${Math.round((Date.now() - started) / 1000)} s).`);
    return { root: serverRoot(target), version };
  } finally {
    clearInterval(ticker);
    await rm(work, { recursive: true, force: true });
  }
}

/** Half-made folders of installations that were killed. The lock is held, so none of them is in use. */
async function removeLeftovers(target: string): Promise<void> {
  const names = await readdir(dirname(target));
  for (const name of names.filter((name) => name.startsWith(`${basename(target)}.new-`)))
    await rm(join(dirname(target), name), { recursive: true, force: true });
}

async function installFailed(target: string, output: string): Promise<SetupError> {
  const log = `${target}.log`;
  await writeFile(log, output);
  const packages = `On Debian or Ubuntu: sudo apt-get install -y ${buildPackages.join(' ')}.`;
  const tail = output.trim().split('\n').slice(-12).join('\n');
  return new SetupError(
    `${tail}\nThe VS Code server could not be installed (log: ${log}). ${packages} ${namedServerHint}`,
  );
}

/**
 * Folder with `include/node` for exactly this Node: the `node` package ships the executable only, its platform
 * package also carries the headers. Without this node-gyp would download them from nodejs.org.
 */
async function nodeHeaders(work: string): Promise<string> {
  const folder = join(work, 'headers');
  await mkdir(folder, { recursive: true });
  const name = `node-${process.platform}-${process.arch}`;
  const packed = await mustRun('npm', ['pack', `${name}@${process.versions.node}`, '--silent'], { cwd: folder });
  const tarball = packed.trim().split('\n').at(-1) ?? '';
  await mustRun('tar', ['-xzf', tarball, '-C', folder, 'package/include'], { cwd: folder });
  return join(folder, 'package');
}

/** Runs the server far enough to load its code: proves that the installation is whole. */
async function serverVersion(root: string): Promise<string> {
  const { code, stdout, stderr } = await run(process.execPath, [join(root, 'out/server-main.js'), '--version'], {
    timeoutMs: 60_000,
  });
  const version = stdout.trim().split('\n')[0] ?? '';
  if (code !== 0 || !/^\d+\.\d+/.test(version))
    throw new SetupError(`The VS Code server in ${root} does not start: ${stderr.trim().slice(-500)}`);
  return version;
}
