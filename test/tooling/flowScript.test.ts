import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repoRoot } from '../../scripts/lib/paths.ts';

describe('npm run flow', function () {
  this.timeout(60_000);

  it('works on a checkout where nothing was built yet', () => {
    const checkout = mkdtempSync(join(tmpdir(), 'boo-checkout-'));
    try {
      for (const name of [
        'src',
        'scripts',
        'flows',
        'agents',
        'esbuild.mjs',
        'package.json',
        'tsconfig.json',
        'sample',
      ])
        cpSync(join(repoRoot, name), join(checkout, name), { recursive: true });
      symlinkSync(join(repoRoot, 'node_modules'), join(checkout, 'node_modules'));
      const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/flow.ts', 'flows'], {
        cwd: checkout,
        encoding: 'utf8',
        env: { ...process.env, INIT_CWD: checkout },
      });
      assert.equal(status, 0, stderr);
      assert.equal(stdout.trim().split('\n').length, 22);
    } finally {
      rmSync(checkout, { recursive: true, force: true });
    }
  });
});
