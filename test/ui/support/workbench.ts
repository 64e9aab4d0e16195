import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Browser, chromium, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { chromiumArgs, ensureChromium } from '../../../scripts/lib/ensureChromium.ts';
import { ensureLocalVsCode } from '../../../scripts/lib/ensureLocalVsCode.ts';
import { artifactsDir, vsixPath } from '../../../scripts/lib/paths.ts';
import { descendantsOf, listProcesses, type ProcessInfo } from '../../../scripts/lib/processTree.ts';
import {
  folderQuery,
  installVsix,
  type RunningServer,
  startServer,
  writeSettings,
} from '../../../scripts/lib/vscodeServer.ts';
import { quietSettings } from '../../../scripts/lib/workbenchSettings.ts';

export interface WorkbenchOptions {
  /** Absolute path of the folder to open. */
  readonly workspace: string;
  /** Packages to install; default: the one that `npm run package` makes. */
  readonly vsix?: readonly string[];
  /** Settings on top of the quiet ones; those of `boocode.*` are written at the machine level. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Added to the server's environment, which is otherwise bare: PATH, a home folder of its own, LANG. */
  readonly env?: Readonly<Record<string, string>>;
  /** `ask` leaves workspace trust on, so that the folder opens in Restricted Mode. Default: trusted. */
  readonly trust?: 'trusted' | 'ask';
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** Long enough for a cold workbench on a busy machine; nothing here measures time. */
const patience = 60_000;

/** What this server logs by itself: parts that only the code-server wrapper serves, and built-in extensions left out. */
const workbenchNoise =
  /404 \(Not Found\)|ServiceWorker|bad HTTP response code|Activating extension 'vscode\.|open-vsx|ERR_CONNECTION|net::ERR_/i;

/**
 * Starts VS Code's server with the packaged extension installed and opens its workbench in a headless browser, as a
 * user would see it: real notifications, dialogs and trust prompts. Server state, home folder and browser profile are
 * fresh. Always `close()` it, in an `after` hook.
 */
export async function startWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const executablePath = await ensureChromium();
  const { root } = await ensureLocalVsCode();
  const home = mkdtempSync(join(tmpdir(), 'boocode-ui-'));
  const paths = { root, dataDir: join(home, 'data'), extensionsDir: join(home, 'extensions') };
  const userHome = join(home, 'home');
  mkdirSync(userHome);
  const trusted = options.trust !== 'ask';
  const trustSettings = trusted ? {} : { 'security.workspace.trust.enabled': true };
  await writeSettings(paths.dataDir, { ...quietSettings, ...trustSettings, ...options.settings });
  await installVsix(paths, options.vsix ?? [vsixPath]);
  const server = await startServer({
    ...paths,
    flags: trusted ? ['--disable-workspace-trust'] : [],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: userHome,
      LANG: process.env['LANG'] ?? 'C.UTF-8',
      VSCODE_SKIP_BUILTIN_EXTENSIONS: 'vscode.git,vscode.git-base,vscode.github,GitHub.copilot-chat',
      ...options.env,
    },
  });
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({ executablePath, args: chromiumArgs() });
    const context = await browser.newContext({ viewport: options.viewport ?? { width: 1400, height: 900 } });
    context.setDefaultTimeout(patience);
    const page = await context.newPage();
    const payload = encodeURIComponent(
      JSON.stringify([
        ['skipWelcome', 'true'],
        ['skipReleaseNotes', 'true'],
      ]),
    );
    const workbench = new Workbench(page, browser, server, home, userHome);
    await page.goto(`${server.origin}/?folder=${folderQuery(options.workspace)}&payload=${payload}`);
    await workbench.ready();
    return workbench;
  } catch (error) {
    await browser?.close();
    await server.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    throw error;
  }
}

/** Whether something appears within the time that a ready workbench needs to draw it. */
async function shown(locator: Locator): Promise<boolean> {
  return locator.waitFor({ timeout: 2500 }).then(
    () => true,
    () => false,
  );
}

/**
 * Registers a hook that saves a screenshot `failed-<test>` when a test fails, for every test of the surrounding
 * `describe`. Call it inside `describe`.
 */
export function keepScreenshotsOfFailures(current: () => Workbench | undefined): void {
  afterEach(async function () {
    const test = this.currentTest;
    if (test?.state !== 'failed') return;
    const name = test
      .fullTitle()
      .replace(/[^\w]+/g, '-')
      .slice(0, 80);
    await current()
      ?.screenshot(`failed-${name}`)
      .catch(() => {});
  });
}

/** The workbench as seen by a person. Locators are lazy; waiting is up to the caller's expectation. */
export class Workbench {
  readonly page: Page;
  readonly server: RunningServer;
  /** The home folder that the extension sees. */
  readonly userHome: string;
  /** Uncaught errors and console errors of the workbench and of every webview since the start, less known noise. */
  readonly errors: string[] = [];
  private readonly browser: Browser;
  private readonly home: string;

  constructor(page: Page, browser: Browser, server: RunningServer, home: string, userHome: string) {
    this.page = page;
    this.browser = browser;
    this.server = server;
    this.home = home;
    this.userHome = userHome;
    const note = (text: string): void => void (workbenchNoise.test(text) || this.errors.push(text));
    page.on('pageerror', (error) => note(error.stack ?? error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') note(message.text());
    });
  }

  /** Waits until the workbench has drawn its status bar, which it does after restoring views and editors. */
  async ready(): Promise<void> {
    await this.page.locator('.part.statusbar .statusbar-item').first().waitFor({ timeout: patience });
  }

  /**
   * Runs a command by its title, with or without its category, from the command palette. Opens the palette again until
   * the command is offered: early on keys are lost, and the list is made when the palette opens, possibly before the
   * extensions have been read.
   */
  async palette(title: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input.input');
    const exact = new RegExp(`(^|: )${title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
    const label = this.page.locator('.quick-input-widget .monaco-list-row .label-name', { hasText: exact }).first();
    const deadline = Date.now() + patience;
    while (Date.now() < deadline) {
      if (!(await input.isVisible())) await this.page.keyboard.press('F1');
      if (!(await shown(input))) continue;
      await input.fill(`>${title}`);
      if (await shown(label)) return label.click();
      await this.page.keyboard.press('Escape');
      await input.waitFor({ state: 'hidden' });
    }
    throw new Error(`the command palette does not offer "${title}"`);
  }

  /** The open quick pick or input box. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  /** Chooses the row of the open quick pick that holds the text; waits for it first. */
  async pick(text: string | RegExp): Promise<void> {
    await this.page.locator('.quick-input-widget .monaco-list-row', { hasText: text }).first().click();
  }

  /** Types into the open input box and accepts. */
  async answer(text: string): Promise<void> {
    await this.page.locator('.quick-input-widget input.input, .quick-input-widget textarea').first().fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** The icon of a view container in the activity bar. Clicking it while its view is open hides the side bar. */
  container(name: string): Locator {
    return this.page.locator(`.activitybar a.action-label[aria-label^="${name}"]`);
  }

  /** A row of any tree view, by its accessible name. */
  tree(name: string | RegExp): Locator {
    return this.page.getByRole('treeitem', { name });
  }

  /** An action button in a tree row, shown on hover. */
  async treeAction(row: string | RegExp, action: string): Promise<void> {
    const item = this.tree(row).first();
    await item.hover();
    await item.locator(`.actions a[aria-label^="${action}"]`).click();
  }

  /** An entry of a tree row's context menu. */
  async treeMenu(row: string | RegExp, entry: string): Promise<void> {
    await this.tree(row).first().click({ button: 'right' });
    await this.page.locator('.monaco-menu .action-label', { hasText: entry }).first().click();
  }

  /** A status bar item by its full id: `publisher.extension.itemId`. */
  status(id: string): Locator {
    return this.page.locator(`[id="${id}"] a.statusbar-item-label`);
  }

  /** The content of the n-th visible webview. Hidden ones are not in the page. */
  webview(index = 0): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').nth(index).frameLocator('iframe#active-frame');
  }

  /** A notification that holds the text. */
  toast(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text });
  }

  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  editorTab(name: string | RegExp): Locator {
    return this.page.getByRole('tab', { name });
  }

  /** Saves what is on screen as artifacts/screenshots/<name>.png and returns the path. */
  async screenshot(name: string): Promise<string> {
    const path = join(artifactsDir, 'screenshots', `${name}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  /** Developer: Reload Window, until the workbench is drawn again. */
  async reload(): Promise<void> {
    const gone = this.page.waitForEvent('load', { timeout: patience });
    await this.palette('Developer: Reload Window');
    await gone;
    await this.ready();
  }

  /** Every process that the server started, at any depth: extension host, agents, their tools. */
  processes(): Promise<ProcessInfo[]> {
    return descendantsOf(this.server.pid);
  }

  /** The extension hosts that run at this moment; more than one for a moment after a reload. */
  async extensionHosts(): Promise<ProcessInfo[]> {
    return (await this.processes()).filter(({ command }) => command.includes('--type=extensionHost'));
  }

  /**
   * Kills the extension host without warning and waits until it is gone. What it started is not killed with it. VS
   * Code says so in its status bar and starts another host by itself; views that were open find it after `reload()`.
   */
  async killExtensionHost(): Promise<void> {
    const hosts = await this.extensionHosts();
    if (hosts.length === 0) throw new Error('no extension host is running');
    for (const { pid } of hosts) process.kill(pid, 'SIGKILL');
    const gone = async (): Promise<boolean> => {
      const alive = new Set((await listProcesses()).map(({ pid }) => pid));
      return hosts.every(({ pid }) => !alive.has(pid));
    };
    const deadline = Date.now() + patience;
    while (!(await gone())) {
      if (Date.now() > deadline) throw new Error('the extension host did not die');
      await delay(50);
    }
  }

  /** Ends browser and server with everything they started, and deletes their state. */
  async close(): Promise<void> {
    await this.browser.close().catch(() => {});
    await this.server.stop();
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}
