import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { buildReport } from '../../src/engine/report/buildReport.ts';
import { toHtml } from '../../src/engine/report/html.ts';
import { chromiumArgs, ensureChromium } from '../../scripts/lib/ensureChromium.ts';
import { runs } from '../golden/reports/runs.ts';
import { screenshots } from '../webview/webviewPage.ts';
import { adrRun, deferralRun, gapRun, pageRun, testRun } from './documentRuns.ts';

/** Text that does not stand out enough from what is behind it, by WCAG's formula; as a script, for the page. */
const faintText = `(() => {
  const parse = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const [r, g, b, a = 1] = parse(getComputedStyle(at).backgroundColor);
      if (a > 0) return [r, g, b];
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('body *')].filter((element) => {
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '')) return false;
    if (element.closest('svg, details:not([open])') !== null) return false;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05) < 4.5;
  }).map((element) => element.outerHTML.slice(0, 100));
})()`;

describe('HTML files', function () {
  this.timeout(60_000);
  let browser: Browser;
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'boo-html-'));
    browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumArgs() });
  });
  after(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  const [page] = buildReport(pageRun()).artifacts;
  assert.ok(page);
  const files: Readonly<Record<string, string>> = {
    'report-document': toHtml(buildReport(adrRun())),
    'report-gaps': toHtml(buildReport(gapRun())),
    'report-tests': toHtml(buildReport(testRun())),
    'report-deferral': toHtml(buildReport(deferralRun())),
    ...Object.fromEntries(Object.entries(runs).map(([name, input]) => [`report-${name}`, toHtml(buildReport(input))])),
    'summary-page': page.content,
  };

  for (const [name, html] of Object.entries(files)) {
    it(`${name} is one file that names no other`, () => {
      const loads =
        /<(?:script|link|img|iframe|object|embed|base|form|audio|video|source)\b|@import|url\(|<[^>]+\s(?:src|srcset|action|xlink:href)=|<[^>]+\shref=(?!"#)/i;
      assert.doesNotMatch(html, loads);
      assert.match(html, /http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'/);
    });
  }

  for (const scheme of ['light', 'dark'] as const) {
    for (const name of ['report-document', 'report-review-complete', 'report-hostile', 'summary-page']) {
      it(`${name} opens offline and reads well in ${scheme}`, async () => {
        const file = path.join(folder, `${name}.html`);
        await writeFile(file, files[name] ?? '');
        const context = await browser.newContext({
          colorScheme: scheme,
          offline: true,
          viewport: { width: 900, height: 800 },
        });
        const view = await context.newPage();
        const requests: string[] = [];
        const complaints: string[] = [];
        view.on('request', (request) => requests.push(request.url()));
        view.on('console', (message) => complaints.push(message.text()));
        view.on('pageerror', (error) => complaints.push(error.message));
        await view.goto(pathToFileURL(file).href);
        assert.deepEqual(await view.evaluate(faintText), []);
        assert.equal(
          await view.evaluate('document.documentElement.scrollWidth <= innerWidth'),
          true,
          'wider than the window',
        );
        assert.deepEqual([requests, complaints], [[pathToFileURL(file).href], []]);
        await view.screenshot({ path: path.join(screenshots, `${name}-${scheme}.png`), fullPage: true });
        await context.close();
      });
    }
  }
});
