import assert from 'node:assert/strict';
import type { Row } from './row.ts';
import { rowsCitations } from './rowsCitations.ts';
import { rowsDocument } from './rowsDocument.ts';
import { rowsFold } from './rowsFold.ts';
import { rowsReferences } from './rowsReferences.ts';
import { rowsReport } from './rowsReport.ts';
import { rowsScope } from './rowsScope.ts';
import { rowsSeverity } from './rowsSeverity.ts';
import { rowsValidator } from './rowsValidator.ts';

/** Every check that needs no model: a violating input, the action taken, and where it ended. */
const rows: readonly Row[] = [
  ...rowsCitations,
  ...rowsFold,
  ...rowsSeverity,
  ...rowsValidator,
  ...rowsDocument,
  ...rowsReport,
  ...rowsScope,
  ...rowsReferences,
];

describe('table of checks', () => {
  const lines: string[] = [];
  for (const row of rows) {
    it(`${row.section} ${row.check}`, async () => {
      const { action, ended } = await row.run();
      lines.push(`${row.section}  ${row.check.padEnd(70)}  ${action.join('+').padEnd(20)}  ${ended}`);
      assert.deepEqual({ action: [...action].sort(), ended }, { action: [...row.action].sort(), ended: row.ended });
    });
  }
  after(() => void process.stdout.write(`\n${[...lines].sort().join('\n')}\n`));
});
