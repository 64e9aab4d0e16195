import assert from 'node:assert/strict';
import { relative } from 'node:path';
import { staleFiles } from '../../scripts/lib/generatedFiles.ts';
import { repoRoot } from '../../scripts/lib/paths.ts';

describe('generated files', () => {
  it('schemas, flow pages and chat commands are those of the flow files', () => {
    assert.deepEqual(
      staleFiles().map((path) => relative(repoRoot, path)),
      [],
      'run: npm run generate',
    );
  });
});
