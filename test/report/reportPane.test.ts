import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { buildReport } from '../../src/engine/report/buildReport.ts';
import { parseReportPaneMessage, type ReportPaneMessage } from '../../src/protocol/pane/reportMessages.ts';
import type { Report } from '../../src/protocol/report.ts';
import { type Theme, themes } from '../webview/themes.ts';
import { screenshots, WebviewPage } from '../webview/webviewPage.ts';
import { adrDocument, adrRun, deferralRun, gapRun } from './documentRuns.ts';

const webview = path.join(import.meta.dirname, '../../webview');
/** As the build joins them: the shared style sheets, then those of the pane. */
const styles = ['shared', 'report']
  .flatMap((folder) =>
    readdirSync(path.join(webview, folder))
      .filter((name) => name.endsWith('.css'))
      .sort()
      .map((name) => readFileSync(path.join(webview, folder, name), 'utf8')),
  )
  .join('\n');

describe('report pane with a document', function () {
  this.timeout(60_000);
  let browser: WebviewPage;
  before(async () => {
    browser = await WebviewPage.start('webview/report/main.ts');
  });
  after(() => browser.stop());

  async function open(
    theme: Theme,
    report: Report,
    width = 1000,
  ): Promise<{ page: Page; errors: string[]; sent: ReportPaneMessage[] }> {
    const sent: ReportPaneMessage[] = [];
    const { page, errors } = await browser.open({
      theme,
      width,
      receive: (value) => {
        const message = parseReportPaneMessage(value);
        assert.ok(message !== undefined, `the view sent ${JSON.stringify(value)}`);
        sent.push(message);
      },
    });
    await page.route('**/pane.css', (route) => route.fulfill({ contentType: 'text/css', body: styles }));
    await page.reload();
    errors.length = 0;
    await page.evaluate(`window.postMessage(${JSON.stringify({ type: 'report', report })})`);
    await page.locator('h1').waitFor();
    return { page, errors, sent };
  }
  const [first] = themes;
  assert.ok(first);

  for (const theme of themes) {
    it(`draws it in ${theme.name} without a complaint`, async () => {
      const { page, errors } = await open(theme, buildReport(adrRun()));
      const headings = await page.locator('h2').allTextContents();
      const order = ['Conclusion', 'Context', 'Considered options', 'Evidence', 'Evidence by step'];
      assert.deepEqual(
        headings.filter((heading) => order.includes(heading)),
        order,
      );
      assert.equal(await page.locator('svg.diagram').count(), 1);
      await page.screenshot({ path: path.join(screenshots, `report-document-${theme.name}.png`), fullPage: true });
      assert.deepEqual(errors, []);
      await page.context().close();
    });
  }

  it('follows ids, contents and drafts', async () => {
    const { page, sent } = await open(first, buildReport(adrRun()));
    await page.locator('.document-section .id-link[data-id="E-001"]').first().click();
    assert.equal(await page.evaluate('document.activeElement.id'), 'finding-E-001');
    await page.locator('.contents').getByRole('button', { name: 'Consequences' }).click();
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Consequences');
    assert.equal(await page.locator('[data-id="E-099"]').count(), 0);
    await page.getByRole('group', { name: 'Drafts' }).getByText('decision-record.md').click();
    assert.deepEqual(sent.at(-1), { type: 'saveArtifact', name: 'decision-record.md' });
    assert.match(await page.locator('.notice').innerText(), /Nothing was written to the workspace/);
    await page.context().close();
  });

  it('shows the finding of an id although a filter hides it', async () => {
    const { page } = await open(first, buildReport(adrRun()));
    await page.locator('[data-filter="suggestion"]').click();
    await page.locator('.document-section .id-link[data-id="E-001"]').first().click();
    assert.equal(await page.locator('#finding-E-001').isVisible(), true);
    await page.context().close();
  });

  it('folds evidence that the document shows in full, and names only the parts of the document in the contents', async () => {
    const { page, errors } = await open(first, buildReport(gapRun()));
    const gap = page.locator('[data-finding="G-001"]');
    assert.match(await gap.innerText(), /In full above, in "Technical details"/);
    assert.equal(await gap.locator('[data-citation]').count(), 0);
    await gap.locator('summary').first().click();
    // The part is made when it opens, and the browser tells that a moment after the click.
    await gap.locator('[data-citation]').nth(1).waitFor();
    assert.equal(await gap.locator('[data-citation]').count(), 2);
    assert.equal(await page.locator('.document-section h3', { hasText: 'G-001' }).count(), 2);
    assert.deepEqual(await page.locator('.contents li').allInnerTexts(), [
      'Executive summary',
      'Magnitude',
      'Gaps',
      'Technical details',
      'Swarm',
      'Caveats',
      'Evidence',
      'Appendix and account of the run',
    ]);
    assert.deepEqual(errors, []);
    await page.context().close();
  });

  it('keeps the source of a drawing for reading and copying, and the text of what it cannot draw', async () => {
    const document = {
      ...adrDocument,
      sections: [
        ...adrDocument.sections,
        { heading: 'Consequences', markdown: '```mermaid\nsequenceDiagram\n  A->>B: hi\n```' },
      ].slice(-2),
    };
    const { page } = await open(
      first,
      buildReport(
        adrRun({
          write: { extra: { document: { ...document, sections: [adrDocument.sections[0], document.sections[1]] } } },
        }),
      ),
    );
    const block = page.locator('.diagram-block');
    await block.locator('summary').click();
    assert.match(await block.locator('pre').innerText(), /^flowchart TD/);
    assert.equal(await block.locator('svg').getAttribute('role'), 'img');
    assert.match(await page.locator('.document-section pre').last().innerText(), /sequenceDiagram/);
    await page.context().close();
  });

  it('has no accessibility violation', async () => {
    const { page } = await open(first, buildReport(adrRun()));
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await page.evaluate(axe);
    const violations: unknown = await page.evaluate(
      'axe.run(document, { runOnly: ["wcag2a", "wcag2aa"] }).then((result) => result.violations.map((one) => [one.id, one.nodes.map((node) => node.html.slice(0, 120))]))',
    );
    assert.deepEqual(violations, []);
    await page.context().close();
  });

  it('says why a deferred run wrote nothing', async () => {
    const { page } = await open(first, buildReport(deferralRun()));
    const text = await page.locator('main').innerText();
    assert.match(text, /Nothing in the brief forces this decision today/);
    assert.match(text, /write it anyway/);
    assert.equal(await page.getByRole('group', { name: 'Drafts' }).count(), 0);
    await page.context().close();
  });
});
