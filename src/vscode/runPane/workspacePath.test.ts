import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { insideWorkspace } from './workspacePath.ts';

describe('path inside the workspace', () => {
  let dir = '';
  before(async () => {
    dir = await realpath(await mkdtemp(join(tmpdir(), 'boo-path-')));
    await mkdir(join(dir, 'ws/src'), { recursive: true });
    await writeFile(join(dir, 'ws/src/ä b.ts'), '');
    await writeFile(join(dir, 'secret.txt'), '');
    await symlink(join(dir, 'secret.txt'), join(dir, 'ws/link.txt'));
    await symlink(dir, join(dir, 'ws/up'));
  });
  after(() => rm(dir, { recursive: true, force: true }));

  it('finds files of the workspace', async () => {
    assert.equal(await insideWorkspace(join(dir, 'ws'), 'src/ä b.ts'), join(dir, 'ws/src/ä b.ts'));
    assert.equal(await insideWorkspace(join(dir, 'ws'), './src/../src/ä b.ts'), join(dir, 'ws/src/ä b.ts'));
  });

  for (const path of [
    '../secret.txt',
    '/etc/passwd',
    'link.txt',
    'up/secret.txt',
    'file:///etc/passwd',
    '',
    '.',
    'src/none.ts',
    'a\0b',
  ]) {
    it(`refuses ${JSON.stringify(path)}`, async () => {
      assert.equal(await insideWorkspace(join(dir, 'ws'), path), null);
    });
  }
});
