import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type PaneMessage, parsePaneMessage } from '../../src/protocol/pane/messages.ts';
import type { PaneSession } from '../../src/vscode/runPane/paneSession.ts';
import type { MemoryRun } from './memoryRun.ts';
import { isViewMessage, makeSession } from './paneHost.ts';
import { longRun, midRun, pieces } from './reviewScenario.ts';
import { dark, themes } from './themes.ts';
import { screenshots, WebviewPage } from './webviewPage.ts';

/** One run pane in a real browser with the real host half behind it. */
class Pane {
  readonly page: Page;
  readonly errors: string[];
  readonly sent: PaneMessage[];
  readonly session: PaneSession;
  readonly run: MemoryRun;

  private constructor(page: Page, errors: string[], sent: PaneMessage[], session: PaneSession, run: MemoryRun) {
    this.page = page;
    this.errors = errors;
    this.sent = sent;
    this.session = session;
    this.run = run;
  }

  static async open(
    browser: WebviewPage,
    run: MemoryRun,
    options: Partial<Parameters<WebviewPage['open']>[0]> & { readonly live?: boolean } = {},
  ): Promise<Pane> {
    if (options.live !== false) run.setLive(true);
    const sent: PaneMessage[] = [];
    const target: { page?: Page } = {};
    const session = makeSession(run, (message) => {
      void target.page?.evaluate(`window.postMessage(${JSON.stringify(message)})`);
    });
    await session.load();
    const early: PaneMessage[] = [];
    const take = (message: PaneMessage): void => void (isViewMessage(message) && session.handle(message));
    const opened = await browser.open({
      theme: dark,
      ...options,
      receive: (value) => {
        const message = parsePaneMessage(value);
        assert.ok(message !== undefined, `the view sent ${JSON.stringify(value)}`);
        sent.push(message);
        if (target.page === undefined) early.push(message);
        else take(message);
      },
    });
    const { page } = opened;
    target.page = page;
    for (const message of early) take(message);
    await page.locator('.feed > .row, .empty:visible').first().waitFor();
    return new Pane(page, opened.errors, sent, session, run);
  }

  async reload(): Promise<void> {
    this.session.setVisible(false);
    await this.page.reload();
    await this.page.locator('.feed > .row').first().waitFor();
  }

  rows(): Promise<number> {
    return this.page.locator('.row').count();
  }

  /** Pixels between the end of the content and the lower edge of the view. */
  below(): Promise<number> {
    return this.page.evaluate<number>(`(() => {
      const el = document.querySelector('.scroller');
      return Math.round(el.scrollHeight - el.scrollTop - el.clientHeight);
    })()`);
  }

  /** The first row in view and where it stands. */
  place(): Promise<{ readonly id: string; readonly top: number }> {
    return this.page.evaluate<{ id: string; top: number }>(`(() => {
      const scroller = document.querySelector('.scroller');
      const top = scroller.getBoundingClientRect().top;
      const rows = [...scroller.querySelectorAll('.feed > .row')];
      const row = rows.find((entry) => entry.getBoundingClientRect().bottom > top);
      return { id: row.dataset.id, top: Math.round(row.getBoundingClientRect().top - top) };
    })()`);
  }

  async choose(name: string): Promise<void> {
    await this.page.getByRole('option', { name: new RegExp(`^${name}`) }).click();
    await this.page.locator('.agent-title', { hasText: name }).waitFor();
  }

  async shot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(screenshots, `webview-${name}.png`) });
  }

  async close(): Promise<void> {
    this.session.dispose();
    await this.page.context().close();
    assert.deepEqual(this.errors, []);
  }
}

const frame = 'new Promise((done) => requestAnimationFrame(done))';

/** Waits until an expression holds in the page. Not waitForFunction: that one needs `eval`, which the policy forbids. */
async function until(page: Page, expression: string): Promise<void> {
  while ((await page.evaluate<unknown>(expression)) !== true) await page.evaluate(frame);
}

async function expectMessage(pane: Pane, type: PaneMessage['type']): Promise<void> {
  while (!pane.sent.some((message) => message.type === type)) await pane.page.evaluate(frame);
}

describe('run pane in a browser', function () {
  this.timeout(60_000);
  let browser: WebviewPage;
  let pane: Pane;
  before(async () => {
    browser = await WebviewPage.start('webview/run/main.ts');
  });
  after(() => browser.stop());
  afterEach(() => pane.close());

  for (const theme of themes) {
    it(`shows twelve agents and the focused stream in the ${theme.name} theme without a complaint of the page`, async () => {
      pane = await Pane.open(browser, midRun(), { theme, reducedMotion: true });
      await pane.choose('Security');
      await pane.page
        .getByRole('button', { name: /^Thought/ })
        .first()
        .click();
      assert.equal(await pane.page.getByRole('option').count(), 16);
      await pane.shot(`run-${theme.name}`);
      await pane.page.evaluate("document.querySelector('.scroller').scrollTop = 0");
      await pane.shot(`run-${theme.name}-top`);
    });
  }

  it('names every state in words and roles', async () => {
    pane = await Pane.open(browser, midRun());
    await pane.choose('Security');
    const tree = await pane.page.locator('body').ariaSnapshot();
    for (const part of [
      /listbox "Agents"/,
      /group "Wave 2, 2 of 8 ended"/,
      /option "Security running Reading src\/auth\/token.ts 3\ds" \[selected\]/,
      /option "Data and migrations retrying, attempt 2/,
      /option "Tests failed: 400/,
      /option "Risk waiting for Fold findings"/,
      /option "Structure and design done, 2 findings/,
      /button "1 failed"/,
      /feed "Stream"/,
      /article "Read, src\/auth\/old.ts, failed, 0.2 seconds"/,
      /article "run_shell_command, npm audit --json, blocked/,
      /Engine asked to repair 2 citations/,
      /button "Stop"/,
    ]) {
      assert.match(tree, part);
    }
    assert.doesNotMatch(tree, /button "Resume"/);
    await pane.page.getByRole('button', { name: 'Stop', exact: true }).click();
    assert.deepEqual(pane.sent.at(-1), { type: 'act', action: 'stop' });
  });

  for (const theme of themes) {
    it(`has no accessibility violation that axe knows of in the ${theme.name} theme`, async () => {
      pane = await Pane.open(browser, midRun(), { theme, reducedMotion: true });
      await pane.choose('Security');
      await pane.page.getByRole('button', { name: /Engine asked/ }).click();
      await pane.page.mouse.move(0, 0);
      await pane.page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
      const problems = await pane.page.evaluate<string[]>(
        "axe.run().then(({ violations }) => violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html.slice(0, 150) + ' ' + n.failureSummary).join(' | ')))",
      );
      assert.deepEqual(problems, []);
    });
  }

  it('folds calls into a group that opens, and shows bodies on demand', async () => {
    pane = await Pane.open(browser, midRun());
    await pane.choose('Security');
    const group = pane.page.getByRole('button', { name: /Read 4 files, searched/ });
    assert.equal(await pane.page.locator('.group-body .row').count(), 0);
    await group.click();
    assert.equal(await pane.page.locator('.group-body .row').count(), 5);
    await pane.page
      .locator('.group-body')
      .getByRole('button', { name: /src\/auth\/token.ts/ })
      .first()
      .click();
    await pane.page.locator('.group-body pre').first().waitFor();
    await pane.page.locator('.group-body .row').first().hover();
    await pane.page.locator('.group-body').getByRole('button', { name: 'Open file' }).first().click();
    const open = pane.sent.at(-1);
    assert.ok(open?.type === 'openItem' && open.id.startsWith('security:1:'));
    await pane.page.getByRole('button', { name: /Engine asked/ }).click();
    await pane.page.getByText('The quote was found nowhere in src/http/login.ts.').waitFor();
    await pane.shot('run-open-rows');
  });

  it('renders Markdown as it streams, without markup from the model', async () => {
    pane = await Pane.open(browser, midRun());
    await pane.choose('Security');
    const hostile =
      '\n\nA <img src=x onerror=alert(1)> <script>alert(2)</script> [x](javascript:alert(3)) ![i](http://a/b.png)\n\n- one\n- two\n';
    for (const text of pieces(hostile)) pane.run.agent('security', { type: 'text', text });
    const last = pane.page.locator('.row-prose').last();
    await last.getByText('two').waitFor();
    assert.equal(await pane.page.locator('.feed img, .feed script, .feed [onerror]').count(), 0);
    assert.match(await last.innerText(), /<img src=x onerror=alert\(1\)> <script>alert\(2\)<\/script> x \[image: i\]/);
    assert.equal(await last.locator('li').count(), 2);
    await pane.page.locator('a[data-path="src/auth/token.ts"][data-line="42"]').first().click();
    assert.deepEqual(pane.sent.at(-1), { type: 'openPath', path: 'src/auth/token.ts', line: 42, endLine: 48 });
  });

  it('keeps at most 150 rows of 5,000 in the document, follows, and lets the reader leave and come back', async () => {
    pane = await Pane.open(browser, longRun(5000));
    const { page, run } = pane;
    assert.ok((await pane.rows()) <= 150);
    assert.ok((await pane.below()) <= 1, 'follows the end');
    for (let i = 0; i < 20; i += 1)
      run.agent('security', { type: 'text', text: `live ${i}. ${'word '.repeat(40)}\n\n` });
    await page.getByText('live 19.').waitFor();
    assert.ok((await pane.below()) <= 1, 'still follows after growth');
    assert.equal(await page.locator('.pill').isVisible(), false);

    await page.locator('.feed').hover();
    await page.mouse.wheel(0, -900);
    await page.locator('.pill').waitFor();
    const place = await pane.place();
    for (let i = 0; i < 3; i += 1) {
      const callId = `new-${i}`;
      run.agent('security', { type: 'tool_call', callId, name: 'x', kind: 'other', title: 'x' });
      run.agent('security', { type: 'text', text: `more ${i}` });
    }
    await page.locator('.pill', { hasText: '6 new' }).waitFor();
    assert.deepEqual(await pane.place(), place, 'growth does not move the reader');
    await pane.shot('run-detached');

    for (let i = 0; i < 40; i += 1) {
      await page.mouse.wheel(0, -2500);
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      const rows = await pane.rows();
      assert.ok(rows <= 150, `${rows} rows while scrolling back`);
    }
    assert.ok(
      pane.sent.some((message) => message.type === 'older'),
      'older rows were asked for',
    );
    const far = await pane.place();
    await page.locator('.pill').click();
    await page.locator('.pill').waitFor({ state: 'hidden' });
    assert.ok((await pane.below()) <= 1);
    assert.notEqual(far.id, (await pane.place()).id);
  });

  it('detaches by keyboard and keeps place, selection and open rows over a reload', async () => {
    pane = await Pane.open(browser, longRun(400));
    const { page } = pane;
    await pane.choose('Security');
    await page.locator('.feed > .row').last().focus();
    await page.keyboard.press('PageUp');
    await page.keyboard.press('PageUp');
    await page.locator('.pill').waitFor();
    const id = await page.evaluate<string>(`(() => {
      const top = document.querySelector('.scroller').getBoundingClientRect().top;
      const tools = [...document.querySelectorAll('.feed > .row-tool')];
      const first = tools.find((row) => row.getBoundingClientRect().top > top);
      first.focus({ preventScroll: true });
      return first.dataset.id;
    })()`);
    await page.keyboard.press('ArrowRight');
    await page.locator(`[data-id="${id}"] .row-body`).waitFor();
    await until(page, `sessionStorage.getItem('state')?.includes('"open":["${id}"]')`);
    const place = await pane.place();
    await pane.reload();
    await page.locator(`[data-id="${id}"] .row-body`).waitFor();
    assert.deepEqual(await pane.place(), place);
    assert.equal(await page.locator('.pill').isVisible(), true);
    await page.keyboard.press('End');
    await page.locator('.pill').waitFor({ state: 'hidden' });
  });

  it('is worked by keyboard: rows, opening, agents, problems, way out', async () => {
    pane = await Pane.open(browser, midRun());
    const { page } = pane;
    await pane.choose('Security');
    await page.getByRole('option', { name: /^Security/ }).focus();
    await page.keyboard.press('Enter');
    const focusedId = (): Promise<string> => page.evaluate<string>("document.activeElement.dataset.id ?? ''");
    const last = await focusedId();
    assert.ok(last.startsWith('security:'));
    await page.keyboard.press('k');
    assert.notEqual(await focusedId(), last);
    await page.keyboard.press('j');
    assert.equal(await focusedId(), last);
    await page.keyboard.press('e');
    const problem = await page.evaluate<string>("document.activeElement.getAttribute('aria-label')");
    assert.match(problem, /blocked|failed|warning/);
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate("document.activeElement.getAttribute('role')"), 'option');
    await page.keyboard.press('Alt+ArrowDown');
    await page.locator('.agent-title', { hasText: 'Concurrency' }).waitFor();
    await page.keyboard.press(']');
    await page.locator('.agent-title', { hasText: 'Fold findings' }).waitFor();
    assert.ok(!pane.sent.some((message) => message.type === 'act'), 'no key stops a run');
  });

  it('says why a stream is empty and what comes next', async () => {
    pane = await Pane.open(browser, midRun());
    const { page } = pane;
    await pane.choose('Risk');
    await page.getByText('Waiting for Fold findings').last().waitFor();
    await pane.shot('run-waiting');
    await pane.choose('Data and migrations');
    await page.getByText(/Attempt 2 .*after: 429 Too Many Requests/).waitFor();
    await pane.choose('Tests');
    await page.locator('.row-end', { hasText: 'Failed after' }).waitFor();
    await page.locator('.row-end', { hasText: 'Check the model name and its context size' }).waitFor();
    await pane.shot('run-failed');
    await pane.choose('Run');
    await page.getByText('Structure and design finished, 2 findings').waitFor();
    await pane.shot('run-itself');
  });

  it('offers to resume an interrupted run and shows nothing as running', async () => {
    pane = await Pane.open(browser, midRun(), { live: false });
    const { page } = pane;
    await pane.choose('Security');
    assert.equal(await page.locator('.codicon-loading').count(), 0);
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    assert.deepEqual(pane.sent.at(-1), { type: 'act', action: 'resume' });
    await pane.shot('run-interrupted');
    pane.run.setLive(true);
    await page.getByRole('button', { name: 'Stop', exact: true }).waitFor();
    await pane.choose('API compatibility');
    await page.getByText('Queued: starts when a slot is free').waitFor();
  });

  it('moves to the agent that needs attention until the reader chooses one', async () => {
    pane = await Pane.open(browser, midRun());
    const { page } = pane;
    assert.equal(await page.locator('.agent-title').innerText(), 'Tests', 'the first failed agent');
    await pane.choose('Concurrency');
    pane.run.push({
      ...{ type: 'step.blocked', step: 'errors', reason: 'auth' },
      error: { code: 'model_auth', message: '401 The key is not valid.' },
    });
    await page.getByRole('button', { name: '1 blocked' }).waitFor();
    assert.equal(await page.locator('.agent-title').innerText(), 'Concurrency');
    await page.getByRole('button', { name: '1 blocked' }).click();
    await page.locator('.agent-title', { hasText: 'Failure handling' }).waitFor();
    await page.locator('.row-end', { hasText: 'Check the API key' }).waitFor();
  });

  it('shows no animation when motion is reduced', async () => {
    pane = await Pane.open(browser, midRun(), { reducedMotion: true });
    await pane.choose('Security');
    const moving = await pane.page.evaluate<number>(
      "document.getAnimations().filter((entry) => entry.playState === 'running').length",
    );
    assert.equal(moving, 0);
  });

  for (const width of [720, 420]) {
    it(`fits ${width} px: nothing is wider than the window`, async () => {
      pane = await Pane.open(browser, midRun(), { width, reducedMotion: true });
      if (width < 560) await pane.page.getByRole('combobox', { name: 'Agent' }).selectOption('security');
      else await pane.page.locator('[data-stream=security]').click();
      await pane.page.locator('.row-challenge').waitFor();
      await pane.shot(`run-${width}px`);
      assert.equal(await pane.page.evaluate('document.documentElement.scrollWidth'), width);
    });
  }

  it('catches up after a lost message', async () => {
    pane = await Pane.open(browser, midRun());
    const { page, run } = pane;
    await pane.choose('Security');
    await page.evaluate(
      "window.postMessage({ type: 'batch', after: 1, seq: 2, now: 0, header: null, steps: [], stream: null })",
    );
    await expectMessage(pane, 'catchUp');
    run.agent('security', { type: 'text', text: 'after the gap' });
    await page.getByText('after the gap').waitFor();
  });
});
