import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumArgs } from './ensureChromium.ts';
import { readResults, type Results } from './results.ts';
import { folderQuery, startServer, writeSettings } from './vscodeServer.ts';
import { quietSettings } from './workbenchSettings.ts';

export interface HostSession {
  /** Folder with `out/server-main.js`. */
  readonly serverRoot: string;
  readonly chromium: string;
  /** The extension under development, and more of them if a test needs helpers. */
  readonly extensions: readonly string[];
  /** Module that exports `run`. */
  readonly entry: string;
  /** Folder of the compiled `*.test.cjs` files. */
  readonly testDir: string;
  readonly workspace: string;
  readonly trusted: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Environment of the extension host, besides TEST_*. */
  readonly env?: Readonly<Record<string, string>>;
  /** The watchdog: a session that is not over by then has failed. */
  readonly limitMs: number;
  /** Folder that keeps logs and a last screenshot when something fails. */
  readonly keepIn: string;
}

/** `results` is undefined when the tests did not come to their end, and then `why` says what happened instead. */
export interface HostOutcome {
  readonly results: Results | undefined;
  readonly why: string;
}

/**
 * Runs mocha inside a real extension host: VS Code's server, its workbench in a headless browser, the extension loaded
 * from its folder. The workbench takes the test parameters from the page address, which a packaged server only does
 * with `--enable-smoke-test-driver`, and calls two functions of the page: one per console line, one at the end.
 */
export async function runHostSession(session: HostSession): Promise<HostOutcome> {
  const home = mkdtempSync(join(tmpdir(), 'boocode-host-'));
  const dataDir = join(home, 'data');
  const resultsFile = join(home, 'results.json');
  const userHome = join(home, 'home');
  mkdirSync(userHome);
  mkdirSync(session.keepIn, { recursive: true });
  const hostLog = join(session.keepIn, 'host.log');
  const trust = session.trusted
    ? {}
    : {
        'security.workspace.trust.enabled': true,
        'security.workspace.trust.startupPrompt': 'never',
        'security.workspace.trust.banner': 'never',
      };
  await writeSettings(dataDir, { ...quietSettings, ...trust, ...session.settings });
  const server = await startServer({
    root: session.serverRoot,
    dataDir,
    extensionsDir: join(home, 'extensions'),
    flags: ['--enable-smoke-test-driver', ...(session.trusted ? ['--disable-workspace-trust'] : [])],
    // Bare, with a home folder of its own: what the developer has configured must not decide a test.
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: userHome,
      LANG: process.env['LANG'] ?? 'C.UTF-8',
      VSCODE_SKIP_BUILTIN_EXTENSIONS: unneededBuiltins(session.serverRoot),
    },
  });
  try {
    const browser = await chromium.launch({ executablePath: session.chromium, args: chromiumArgs() });
    try {
      const page = await (await browser.newContext({ viewport: { width: 1400, height: 900 } })).newPage();
      const over = Promise.withResolvers<string>();
      await page.exposeFunction('codeAutomationLog', (kind: string, args: unknown[]) => {
        const line = args.map(String).join(' ');
        if (line.startsWith('#T ')) process.stdout.write(`${line.slice(3)}\n`);
        else appendFileSync(hostLog, `${kind} ${line}\n`);
      });
      await page.exposeFunction('codeAutomationExit', (code: number) => over.resolve(`exit ${code}`));
      page.on('crash', () => over.resolve('the page crashed'));
      page.on('pageerror', (error) => appendFileSync(hostLog, `pageerror ${error.stack ?? error.message}\n`));
      void server.ended.then(() => over.resolve('the server ended'));
      await page.goto(pageUrl(server.origin, session, resultsFile));
      const watchdog = setTimeout(() => over.resolve(`not over after ${session.limitMs / 1000} s`), session.limitMs);
      const why = await over.promise;
      clearTimeout(watchdog);
      const results = await readResults(resultsFile);
      if (why !== 'exit 0') await page.screenshot({ path: join(session.keepIn, 'last.png') }).catch(() => {});
      return { results, why };
    } finally {
      await browser.close().catch(() => {});
    }
  } finally {
    await server.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

function pageUrl(origin: string, session: HostSession, resultsFile: string): string {
  const remote = (path: string): string => `vscode-remote://${new URL(origin).host}${encodeURI(path)}`;
  const fromCaller = Object.entries(process.env).filter(([name]) => /^(TEST_|NODE_V8_COVERAGE$)/.test(name));
  const env = {
    ...Object.fromEntries(fromCaller),
    ...session.env,
    TEST_RESULTS: resultsFile,
    TEST_DIR: session.testDir,
  };
  const payload = [
    ...session.extensions.map((folder) => ['extensionDevelopmentPath', remote(folder)]),
    ['extensionTestsPath', remote(session.entry)],
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
    ['extensionEnvironment', JSON.stringify(env)],
  ];
  return `${origin}/?folder=${folderQuery(session.workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

/** Ids of all built-in extensions but the themes and the one whose absence makes the workbench wait: saves seconds. */
function unneededBuiltins(serverRoot: string): string {
  const dir = join(serverRoot, 'extensions');
  const kept = /^(theme-(defaults|seti|modern)|node_modules|github-authentication)/;
  const ids = readdirSync(dir).flatMap((name) => {
    if (kept.test(name)) return [];
    try {
      const manifest: unknown = JSON.parse(readFileSync(join(dir, name, 'package.json'), 'utf8'));
      const known = typeof manifest === 'object' && manifest !== null && 'publisher' in manifest && 'name' in manifest;
      return known ? [`${String(manifest.publisher)}.${String(manifest.name)}`] : [];
    } catch {
      return [];
    }
  });
  return ids.join(',');
}
