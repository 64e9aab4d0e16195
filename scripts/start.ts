/**
 * npm start [-- folder] [--check] [--browser]
 *
 * Builds and packs the extension and opens VS Code with it: the desktop application when `code` is there, else a local
 * VS Code in the browser. Without a folder it opens a sample repository with seeded defects.
 *   --browser  use the local VS Code in the browser even when a desktop one is there
 *   --check    do everything except opening windows, verify that it works, end
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureLocalVsCode } from './lib/ensureLocalVsCode.ts';
import { ensureOptionalTools } from './lib/ensureTools.ts';
import { cacheRoot } from './lib/paths.ts';
import { findOnPath, mustRun, run } from './lib/run.ts';
import { ensureSample } from './lib/sample.ts';
import { runMain, say, SetupError } from './lib/say.ts';
import {
  folderQuery,
  installVsix,
  listExtensions,
  type RunningServer,
  type ServerHome,
  startServer,
  writeSettings,
} from './lib/vscodeServer.ts';
import { startSettings } from './lib/workbenchSettings.ts';
import { buildVsix, extensionId } from './lib/vsix.ts';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: 'boolean', default: false }, browser: { type: 'boolean', default: false } },
});

interface Choice {
  readonly backend: 'qwen' | 'offline';
  readonly reason: string;
}

await runMain(async () => {
  const named =
    positionals[0] === undefined ? undefined : resolve(process.env['INIT_CWD'] ?? process.cwd(), positionals[0]);
  if (named !== undefined && !(existsSync(named) && statSync(named).isDirectory()))
    throw new SetupError(`${named} is not a folder.`);
  await ensureOptionalTools();
  const vsix = await buildVsix();
  const folder = named ?? (await ensureSample(join(cacheRoot(), 'start')));
  say(named === undefined ? `Workspace: a sample repository with seeded defects, ${folder}` : `Workspace: ${folder}`);
  const choice = await chooseBackend();
  say(`Backend: ${choice.backend} (${choice.reason})`);
  const code = flags.browser ? undefined : await desktopCode();
  if (code !== undefined) return openDesktop(code, vsix, folder, choice);
  return serveBrowser(vsix, folder, choice, named === undefined);
});

/** qwen only when a model is configured for it: without one every run would end in an error. */
async function chooseBackend(): Promise<Choice> {
  const command = process.env['BOO_QWEN'] ?? 'qwen';
  if ((await findOnPath(command)) === undefined) return { backend: 'offline', reason: 'the qwen CLI was not found' };
  const variable = ['OPENAI_BASE_URL', 'OPENAI_API_KEY'].find((name) => (process.env[name] ?? '') !== '');
  if (variable !== undefined) return { backend: 'qwen', reason: `${variable} is set` };
  if (existsSync(join(homedir(), '.qwen/settings.json')))
    return { backend: 'qwen', reason: '~/.qwen/settings.json exists' };
  return {
    backend: 'offline',
    reason:
      'no model is configured: neither OPENAI_BASE_URL or OPENAI_API_KEY nor ~/.qwen/settings.json; the offline backend reports signal hits that no model has judged',
  };
}

/** The `code` command, if it could open a window here. */
async function desktopCode(): Promise<string | undefined> {
  const hasDisplay =
    process.platform !== 'linux' ||
    ['DISPLAY', 'WAYLAND_DISPLAY', 'VSCODE_IPC_HOOK_CLI'].some((name) => (process.env[name] ?? '') !== '');
  return hasDisplay ? findOnPath(process.platform === 'win32' ? 'code.cmd' : 'code') : undefined;
}

/** Settings and extensions of a desktop VS Code are kept apart from the user's own, which stay untouched. */
async function openDesktop(code: string, vsix: string, folder: string, choice: Choice): Promise<void> {
  const home = join(cacheRoot(), 'desktop');
  const own = ['--user-data-dir', join(home, 'data'), '--extensions-dir', join(home, 'extensions')];
  await writeDesktopSettings(join(home, 'data'), choice);
  await mustRun(code, [...own, '--install-extension', vsix, '--force'], { timeoutMs: 120_000 });
  if (flags.check) {
    const installed = (await mustRun(code, [...own, '--list-extensions'], { timeoutMs: 60_000 }))
      .split('\n')
      .map((line) => line.trim());
    if (!installed.includes(await extensionId()))
      throw new SetupError('The extension is not among the installed ones.');
    say('Checked: the extension is installed in desktop VS Code.');
    return;
  }
  await mustRun(code, [...own, '--new-window', folder], { timeoutMs: 120_000 });
  say(
    `Desktop VS Code is open on ${folder}, with settings of its own under ${home}.\nPress F1 and type: Run Orchestrator Flow`,
  );
}

async function writeDesktopSettings(dataDir: string, choice: Choice): Promise<void> {
  await mkdir(join(dataDir, 'User'), { recursive: true });
  await writeFile(
    join(dataDir, 'User/settings.json'),
    `${JSON.stringify({ ...startSettings, 'boocode.backend': choice.backend }, null, 2)}\n`,
  );
}

async function serveBrowser(vsix: string, folder: string, choice: Choice, trusted: boolean): Promise<number> {
  const { root, version } = await ensureLocalVsCode();
  const base = flags.check ? mkdtempSync(join(tmpdir(), 'boocode-start-')) : join(cacheRoot(), 'start');
  const home: ServerHome = { root, dataDir: join(base, 'data'), extensionsDir: join(base, 'extensions') };
  await writeSettings(home.dataDir, { ...startSettings, 'boocode.backend': choice.backend });
  await installVsix(home, [vsix]);
  const token = randomBytes(20).toString('hex');
  // The sample is ours and needs no question; for any other folder VS Code asks for trust as it always does.
  const server = await startServer({ ...home, token, flags: trusted ? ['--disable-workspace-trust'] : [] });
  const url = `${server.origin}/?tkn=${token}&folder=${folderQuery(folder)}`;
  try {
    if (flags.check) {
      await check(url, home);
      process.stdout.write(`${url}\n`);
      return 0;
    }
    say(`\nVS Code ${version} is running. Open this address (it holds a secret for this session):`);
    process.stdout.write(`\n  ${url}\n\n`);
    say('Then press F1 and type: Run Orchestrator Flow\nCtrl+C ends it.');
    await openInBrowser(url);
    return await untilInterrupted(server);
  } finally {
    await server.stop();
    if (flags.check) await rm(base, { recursive: true, force: true });
  }
}

/** @throws SetupError when the workbench page does not answer or the extension is not installed. */
async function check(url: string, home: ServerHome): Promise<void> {
  // The server answers the token with a cookie and a redirect to the page.
  const first = await fetch(url, { redirect: 'manual' });
  const cookie = first.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const location = first.headers.get('location');
  const page = location === null ? first : await fetch(new URL(location, url), { headers: { cookie } });
  const html = await page.text();
  if (!page.ok || !html.includes('vscode-workbench-web-configuration'))
    throw new SetupError(`The workbench page answered ${page.status}, not the workbench.`);
  const id = await extensionId();
  if (!(await listExtensions(home)).includes(id)) throw new SetupError(`${id} is not among the installed extensions.`);
  const stranger = await fetch(`${new URL(url).origin}/`, { redirect: 'manual' });
  if (stranger.ok) throw new SetupError('The server answered without the connection token.');
  say(`Checked: the workbench page answers, ${id} is installed, and the page is closed to requests without the token.`);
}

async function openInBrowser(url: string): Promise<void> {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const hasDisplay =
    process.platform === 'darwin' || ['DISPLAY', 'WAYLAND_DISPLAY'].some((name) => (process.env[name] ?? '') !== '');
  if (!hasDisplay || (await findOnPath(opener)) === undefined) return;
  await run(opener, [url], { timeoutMs: 10_000 });
}

/** 0 after Ctrl+C or a termination request, 1 when the server ended by itself. */
async function untilInterrupted(server: RunningServer): Promise<number> {
  const asked = new Promise<number>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done(0));
  });
  const code = await Promise.race([asked, server.ended.then(() => 1)]);
  say(code === 0 ? 'Ending.' : `VS Code's server ended unexpectedly; its log: ${server.logFile}`);
  return code;
}
