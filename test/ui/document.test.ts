import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSample } from '../../scripts/lib/sample.ts';
import { type ModelEndpoint, startModelEndpoint } from '../modelEndpoint/modelEndpoint.ts';
import { summarist } from '../modelEndpoint/summarist.ts';
import { keepScreenshotsOfFailures, startWorkbench, type Workbench } from './support/workbench.ts';

const qwen = join(import.meta.dirname, '../../node_modules/@qwen-code/qwen-code/cli.js');
const soon = { timeout: 90_000 };

/** A flow that ends in a document, in the real workbench on the real qwen CLI; only the model is scripted. */
describe('a stakeholder summary in the workbench', () => {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'boo-ui-')));
  const workspace = join(dir, 'orders-service');
  let endpoint: ModelEndpoint;
  let w: Workbench;
  keepScreenshotsOfFailures(() => w);

  before(async () => {
    await makeSample(workspace);
    endpoint = await startModelEndpoint(summarist(workspace));
    const env = { OPENAI_BASE_URL: endpoint.url, OPENAI_API_KEY: 'sk-user', OPENAI_MODEL: 'scripted', BOO_QWEN: qwen };
    w = await startWorkbench({ workspace, env });
  });
  after(async () => {
    await w.close();
    await endpoint.close();
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  });

  it('lists the flows by category', async () => {
    await w.container('BooCode').click();
    for (const title of ['Code review', 'Gap analysis', 'Investigate a fault', 'Plan a feature'])
      await w.tree(new RegExp(title)).first().waitFor(soon);
    await w.screenshot('flows-view');
  });

  it('from the launcher to a document with drawn diagrams', async () => {
    await w.palette('Run Orchestrator Flow');
    // The list is longer than its window; typing narrows it, as it would for a person.
    await w.quickInput.getByText('(1/4)').waitFor(soon);
    await w.quickInput.locator('input.input').first().fill('Stakeholder');
    await w.pick('Stakeholder summary');
    await w.pick(/workspace/i);
    await w.quickInput.getByText('(3/4)').waitFor(soon);
    await w.answer('Summarise docs/specs/refunds/feature-specification.md for support and finance.');
    await w.quickInput.locator('.monaco-list-row', { hasText: /Start/ }).first().waitFor(soon);
    await w.pick(/Start/);
    await w
      .webview()
      .locator('.run-state')
      .filter({ hasText: /complete|partial/ })
      .waitFor(soon);
    await w.webview().getByRole('button', { name: 'Open Report' }).click();
    const report = w.webview();
    await report.getByRole('heading', { name: 'What it opens up' }).waitFor(soon);
    assert.equal(await report.locator('svg[role="img"]').count(), 3);
    await report.getByText('Draft. The specification was not changed').first().waitFor();
    assert.equal(await report.getByText('orderService').count(), 0, 'the identifier was questioned and is gone');
    await w.screenshot('document');
    await report.getByRole('heading', { name: 'User experience' }).scrollIntoViewIfNeeded();
    await w.screenshot('document-diagram');
  });

  it('an id in the text leads to its evidence', async () => {
    const report = w.webview();
    await report.getByRole('button', { name: '[E-001]' }).first().click();
    await report.locator('[data-finding="E-001"]').waitFor();
  });
});
