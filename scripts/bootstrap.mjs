/**
 * node scripts/bootstrap.mjs <script> [arguments]
 *
 * Every npm script goes through here. Runs on any Node from 20 on and without node_modules: installs the
 * dependencies when they are missing or do not match the lock file, then runs the script on the project's own Node.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** The executable that the `node` package installs. */
function projectNode(folder) {
  return join(folder, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

function readPackages(file) {
  try {
    const { packages } = JSON.parse(readFileSync(file, 'utf8'));
    return typeof packages === 'object' && packages !== null ? packages : undefined;
  } catch {
    return undefined;
  }
}

/**
 * True when node_modules holds what the lock file asks for. npm keeps its own copy of the lock in node_modules; packages
 * for other platforms are marked optional and may be absent.
 * @param {string} folder the checkout
 */
export function isInstalled(folder) {
  const wanted = readPackages(join(folder, 'package-lock.json'));
  const present = readPackages(join(folder, 'node_modules/.package-lock.json'));
  if (wanted === undefined || present === undefined || !existsSync(projectNode(folder))) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.link === true) return true;
    const found = present[path];
    if (found === undefined) return entry.optional === true || entry.devOptional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/** The npm that called us, else the one on the PATH. Its output goes to stderr: stdout belongs to the script. */
function install() {
  process.stderr.write('Installing dependencies (npm ci) …\n');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const [command, all] = npm !== undefined && /\.c?js$/.test(npm) ? [process.execPath, [npm, ...args]] : ['npm', args];
  const done = spawnSync(command, all, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: command === 'npm' && process.platform === 'win32',
  });
  if (done.status === 0 && existsSync(projectNode(root))) return true;
  process.stderr.write(
    'npm ci did not succeed. Check the network and the registry (npm ping), then run the command again.\n',
  );
  return false;
}

function runOnProjectNode(script, args) {
  const path = `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`;
  const child = spawn(projectNode(root), [resolve(root, script), ...args], {
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  // A terminal's Ctrl+C reaches the child by itself; a signal sent to this process alone has to be passed on.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`The project's Node could not be started: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [script, ...args] = process.argv.slice(2);
  if (script === undefined) {
    process.stderr.write('Usage: node scripts/bootstrap.mjs <script> [arguments]\n');
    process.exitCode = 2;
  } else if (isInstalled(root) || install()) {
    runOnProjectNode(script, args);
  } else {
    process.exitCode = 1;
  }
}
