import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import { makeSample } from '../../scripts/lib/sample.ts';
import { type ModelEndpoint, startModelEndpoint } from '../modelEndpoint/modelEndpoint.ts';
import { stepOf } from '../modelEndpoint/replies.ts';
import { script as reviewer } from '../modelEndpoint/reviewer.ts';
import { keepScreenshotsOfFailures, startWorkbench, type Workbench } from './support/workbench.ts';

const qwen = join(import.meta.dirname, '../../node_modules/@qwen-code/qwen-code/cli.js');
const soon = { timeout: 90_000 };

/** The packaged extension in the real workbench, on the real qwen CLI; only the model is scripted. */
describe('a code review in the workbench', () => {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'boo-ui-')));
  const workspace = join(dir, 'orders-service');
  let endpoint: ModelEndpoint;
  let w: Workbench;
  /** Steps whose model request waits until the test lets it go. */
  const held = new Set<string>();
  const waiting: (() => void)[] = [];
  keepScreenshotsOfFailures(() => w);

  before(async () => {
    await makeSample(workspace);
    endpoint = await startModelEndpoint(async (request) => {
      if (held.has(stepOf(request) ?? '')) await new Promise<void>((resolve) => waiting.push(resolve));
      return reviewer(request);
    });
    const env = { OPENAI_BASE_URL: endpoint.url, OPENAI_API_KEY: 'sk-user', OPENAI_MODEL: 'scripted', BOO_QWEN: qwen };
    w = await startWorkbench({ workspace, env });
  });
  after(async () => {
    letGo();
    await w.close();
    await endpoint.close();
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  });

  function letGo(): void {
    held.clear();
    for (const resolve of waiting.splice(0)) resolve();
  }
  const served = (): string[] => endpoint.requests.map((request) => stepOf(request) ?? '?');
  const agents = async (): Promise<string[]> =>
    (await w.processes()).map(({ command }) => command).filter((command) => command.includes('qwen-code/cli.js'));
  const head = (): Locator => w.webview().locator('.run-state');

  async function startReview(): Promise<void> {
    await w.palette('View: Close All Editors');
    await w.palette('Run Orchestrator Flow');
    await w.pick('Code review');
    await w.pick(/branch/i);
    await w.quickInput.getByText('(3/4)').waitFor(soon);
    await w.page.keyboard.press('Enter');
    await w.quickInput.getByText('(4/4)').waitFor(soon);
    await w.quickInput.locator('.monaco-list-row', { hasText: /Start/ }).first().waitFor(soon);
    await w.screenshot('launcher-plan');
    await w.pick(/Start/);
    await head().filter({ hasText: 'running' }).waitFor(soon);
  }

  async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
    for (let i = 0; i < 900; i += 1) {
      if (await condition()) return;
      await wait(100);
    }
    throw new Error(`waited in vain: ${what}`);
  }

  it('from the palette to a report whose citations open in the editor', async () => {
    held.add('resilience');
    await startReview();
    await w.container('BooCode').click();
    await w
      .tree(/Code review/)
      .first()
      .waitFor();
    await until(
      () => served().includes('resilience') && served().includes('security'),
      'security and resilience asked',
    );
    await w.webview().locator('[data-stream="security"]').first().click();
    await w.webview().getByText('Query text is built from the query string').first().waitFor(soon);
    await w.status('boocode.boocode-orchestrator.boocode.progress').filter({ hasText: 'Code review' }).waitFor();
    await w.screenshot('run-pane');
    letGo();
    await head().filter({ hasText: 'complete' }).waitFor(soon);
    await w.webview().getByRole('button', { name: 'Open Report' }).click();
    await w.webview().getByRole('heading', { name: 'Findings' }).waitFor(soon);
    await w.webview().getByText('re-anchored').first().waitFor();
    await w.screenshot('report');
    await w
      .webview()
      .getByRole('button', { name: /src\/refunds\/refund\.ts:21/ })
      .first()
      .click();
    await w.editorTab(/refund\.ts/).waitFor(soon);
    await w.page.locator('.part.statusbar', { hasText: /Ln 21, Col \d+ \(\d+ selected\)/ }).waitFor(soon);
    await w.screenshot('citation');
  });

  it('cancel in the status bar ends the run and every agent', async () => {
    held.add('tests');
    await startReview();
    await until(() => served().filter((step) => step === 'tests').length > 1, 'the test engineer asked again');
    assert.notEqual((await agents()).length, 0);
    await w.status('boocode.boocode-orchestrator.boocode.cancel').click();
    if (await w.dialog.isVisible()) await w.dialog.getByRole('button', { name: /Cancel Run|Stop/ }).click();
    await head().filter({ hasText: 'cancelled' }).waitFor(soon);
    letGo();
    await w
      .tree(/Code review, cancelled|cancelled/)
      .first()
      .waitFor();
    await w.screenshot('cancelled');
    await wait(2000);
    assert.deepEqual(await agents(), []);
    await until(() => endpoint.requests.every((request) => request.finishedAt !== null), 'requests closed');
  });

  it('a reload in mid-run brings the pane back; the run resumes there and no finished step is repeated', async () => {
    const before = await interruptedBy(() => w.reload());
    await head().filter({ hasText: 'interrupted' }).waitFor(soon);
    await w.screenshot('interrupted');
    await resumeAndCheck(before);
  });

  it('a killed extension host loses nothing: the run is in the tree, resumes, and no finished step is repeated', async () => {
    const before = await interruptedBy(async () => {
      await w.killExtensionHost();
      await w.reload();
    });
    await w.container('BooCode').waitFor();
    await w
      .tree(/Code review.*interrupted/)
      .first()
      .click();
    await head().filter({ hasText: 'interrupted' }).waitFor(soon);
    await resumeAndCheck(before);
    await w.screenshot('resumed');
  });

  /** Starts a review, lets all but one agent get far, then does `what`; returns how many requests the model saw until then. */
  async function interruptedBy(what: () => Promise<void>): Promise<number> {
    const mark = endpoint.requests.length;
    held.add('resilience');
    await startReview();
    await until(() => served().slice(mark).includes('resilience'), 'resilience asked');
    await w.webview().locator('[data-stream="security"]').filter({ hasText: /done/ }).waitFor(soon);
    await what();
    letGo();
    await until(async () => (await agents()).length === 0, 'the agents of the old host are gone');
    return endpoint.requests.length;
  }

  async function resumeAndCheck(before: number): Promise<void> {
    await w
      .webview()
      .getByRole('button', { name: /^Resume/ })
      .first()
      .click();
    await head().filter({ hasText: 'complete' }).waitFor(soon);
    const again = served().slice(before);
    assert.ok(!again.includes('security'), `security ran twice: ${again.join(' ')}`);
    assert.ok(again.includes('resilience'));
  }

  it('no webview complained', () => {
    // What the workbench itself says about a killed host and a lost connection is not ours.
    const ours = w.errors.filter((line) => /boocode|webview|Content Security|not found/i.test(line));
    assert.deepEqual(
      ours.filter((line) => !/terminated unexpectedly/.test(line)),
      [],
    );
  });
});
