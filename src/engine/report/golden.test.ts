import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runs } from '../../../test/golden/reports/runs.ts';
import { reportSchema } from '../../protocol/report.ts';
import { buildReport } from './buildReport.ts';
import { toHtml } from './html.ts';
import { toJson } from './json.ts';
import { toMarkdown } from './markdown.ts';
import { toSarif } from './sarif.ts';

const folder = path.join(import.meta.dirname, '../../../test/golden/reports');

/** Compares with the stored text; UPDATE_GOLDEN=1 stores it instead. */
async function golden(name: string, actual: string): Promise<void> {
  const file = path.join(folder, name);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    await mkdir(folder, { recursive: true });
    await writeFile(file, actual);
  }
  assert.equal(actual, await readFile(file, 'utf8'));
}

describe('golden reports', () => {
  for (const [name, input] of Object.entries(runs)) {
    it(name, async () => {
      const report = buildReport(input);
      assert.deepEqual(reportSchema.parse(JSON.parse(toJson(report))), report);
      await golden(`${name}.md`, toMarkdown(report));
      await golden(`${name}.json`, toJson(report));
      if (name === 'review-complete' || name === 'hostile') {
        await golden(`${name}.html`, toHtml(report));
        await golden(`${name}.sarif`, toSarif(report));
      }
    });
  }
});
