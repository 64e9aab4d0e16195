import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { defaultStoreDir } from './paths.ts';

describe('defaultStoreDir', () => {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'boo-paths-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('is the same for two names of one folder and different for two folders of one name', async () => {
    await mkdir(join(root, 'a', 'proj'), { recursive: true });
    await mkdir(join(root, 'b', 'proj'), { recursive: true });
    await symlink(join(root, 'a', 'proj'), join(root, 'link'));
    const of = (path: string) => defaultStoreDir({}, '/home/u', path, 'linux');
    assert.equal(of(join(root, 'a', 'proj')), of(join(root, 'link')));
    assert.notEqual(of(join(root, 'a', 'proj')), of(join(root, 'b', 'proj')));
    assert.match(of(join(root, 'a', 'proj')), /^\/home\/u\/\.local\/state\/boocode-orchestrator\/proj-[0-9a-f]{12}$/);
  });

  it('follows XDG_STATE_HOME only when it is absolute, and LOCALAPPDATA on Windows', () => {
    const parent = (env: Record<string, string>, platform: NodeJS.Platform) =>
      dirname(dirname(defaultStoreDir(env, '/home/u', root, platform)));
    assert.equal(parent({ XDG_STATE_HOME: '/state' }, 'linux'), '/state');
    assert.equal(parent({ XDG_STATE_HOME: 'state' }, 'linux'), '/home/u/.local/state');
    assert.equal(parent({ LOCALAPPDATA: '/local' }, 'win32'), '/local');
    assert.equal(parent({}, 'win32'), '/home/u/AppData/Local');
  });

  it('makes a safe folder name of any workspace', () => {
    const name = (path: string) => basename(defaultStoreDir({}, '/home/u', path, 'linux'));
    assert.match(name(join(root, 'größe: 100% "x"')), /^gr_e_100_x_-[0-9a-f]{12}$/);
    assert.match(name('/'), /^root-[0-9a-f]{12}$/);
    assert.ok(name(join(root, 'x'.repeat(200))).length <= 53);
  });
});
