import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repoRoot } from '../../scripts/lib/paths.ts';

const bootstrap = join(repoRoot, 'scripts/bootstrap.mjs');

/** Asks the bootstrap about a checkout whose lock and whose node_modules have these packages. */
function isInstalled(lock: unknown, present: unknown, withNode = true): boolean {
  const dir = mkdtempSync(join(tmpdir(), 'boot-'));
  try {
    mkdirSync(join(dir, 'node_modules/node/bin'), { recursive: true });
    if (withNode) writeFileSync(join(dir, 'node_modules/node/bin/node'), '');
    if (lock !== undefined) writeFileSync(join(dir, 'package-lock.json'), JSON.stringify({ packages: lock }));
    if (present !== undefined)
      writeFileSync(join(dir, 'node_modules/.package-lock.json'), JSON.stringify({ packages: present }));
    const script = `import(${JSON.stringify(bootstrap)}).then(({ isInstalled }) => console.log(isInstalled(${JSON.stringify(dir)})))`;
    return execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim() === 'true';
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

describe('bootstrap', () => {
  const a = { version: '1.0.0', integrity: 'x' };
  const lock = { '': {}, 'node_modules/a': a, 'node_modules/other-os': { ...a, optional: true } };

  it('is content when node_modules holds what the lock file names, less packages for other platforms', () => {
    assert.equal(isInstalled(lock, { 'node_modules/a': a }), true);
  });
  it('installs when a package is missing', () => {
    assert.equal(isInstalled({ ...lock, 'node_modules/b': a }, { 'node_modules/a': a }), false);
  });
  it('installs when a version or the content differs', () => {
    assert.equal(isInstalled(lock, { 'node_modules/a': { ...a, version: '1.0.1' } }), false);
    assert.equal(isInstalled(lock, { 'node_modules/a': { ...a, integrity: 'y' } }), false);
  });
  it('installs when node_modules was never completed, or lacks the Node of the project', () => {
    assert.equal(isInstalled(lock, undefined), false);
    assert.equal(isInstalled(lock, { 'node_modules/a': a }, false), false);
  });
  it('runs a script on the Node of the project with its arguments, and hands on its exit code', () => {
    const dir = mkdtempSync(join(tmpdir(), 'boot-'));
    try {
      const script = join(dir, 'script.mjs');
      writeFileSync(script, 'console.log(process.version, ...process.argv.slice(2)); process.exit(7);');
      const { status, stdout } = spawnSync(process.execPath, [bootstrap, script, 'one', 'two words'], {
        encoding: 'utf8',
      });
      assert.equal(status, 7);
      const expected = execFileSync(join(repoRoot, 'node_modules/node/bin/node'), ['--version'], {
        encoding: 'utf8',
      }).trim();
      assert.equal(stdout.trim(), `${expected} one two words`);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
