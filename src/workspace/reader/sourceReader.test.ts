import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, makePipe, type TestFolder } from '../../../test/support/gitRepo.ts';
import { createSourceReader } from './sourceReader.ts';

describe('createSourceReader', () => {
  let folder: TestFolder;
  beforeEach(async () => {
    folder = await makeFolder({ 'src/a.ts': 'one\ntwo\n', 'a b/ü.ts': 'x' });
  });
  afterEach(() => folder.remove());

  const reasonFor = async (path: string, maxBytes?: number): Promise<string> => {
    const file = await createSourceReader(folder.root, maxBytes === undefined ? {} : { maxBytes }).read(path);
    assert.equal(file.ok, false, path);
    return file.ok ? '' : file.reason;
  };

  it('reads lines without terminators, byte-order mark or a last empty line', async () => {
    await folder.write({ 'crlf.ts': '\uFEFFone\r\ntwo\r\n\r\nfour', 'empty.ts': '', 'newline.ts': '\n' });
    const reader = createSourceReader(folder.root);
    const linesOf = async (path: string): Promise<readonly string[]> => {
      const file = await reader.read(path);
      return file.ok ? file.lines : [file.reason];
    };
    assert.deepEqual(await linesOf('crlf.ts'), ['one', 'two', '', 'four']);
    assert.deepEqual(await linesOf('empty.ts'), []);
    assert.deepEqual(await linesOf('newline.ts'), ['']);
    assert.deepEqual(await linesOf('a b/ü.ts'), ['x']);
    const file = await reader.read('src/a.ts');
    assert.equal(file.ok && file.sha256, createHash('sha256').update('one\ntwo\n').digest('hex'));
  });

  it('refuses paths that are not plainly below the root', async () => {
    await folder.write({ '../outside.ts': 'x' });
    for (const path of [
      '../outside.ts',
      'src/../../outside.ts',
      '/etc/hosts',
      'C:/x',
      'C:\\x',
      'src\\a.ts',
      '..\\outside.ts',
      'src/a.ts\0.md',
      '',
      '.',
      './src/a.ts',
      'src//a.ts',
      'src/',
      'x'.repeat(5000),
    ]) {
      await reasonFor(path);
    }
    assert.match(await reasonFor('../outside.ts'), /leaves the workspace/);
  });

  it('follows links inside the workspace and refuses links out of it', async () => {
    await folder.write({ '../outside/secret.ts': 'x' });
    symlinkSync('a.ts', join(folder.root, 'src/inner.ts'));
    symlinkSync('../../outside/secret.ts', join(folder.root, 'src/file.ts'));
    symlinkSync('../outside', join(folder.root, 'folder'));
    symlinkSync('loop.ts', join(folder.root, 'loop.ts'));
    symlinkSync('/dev/zero', join(folder.root, 'zero.ts'));
    assert.equal((await createSourceReader(folder.root).read('src/inner.ts')).ok, true);
    for (const path of ['src/file.ts', 'folder/secret.ts', 'zero.ts'])
      assert.match(await reasonFor(path), /out of the workspace/);
    assert.match(await reasonFor('loop.ts'), /circle/);
  });

  it('accepts a root that is itself a link', async () => {
    const link = join(folder.root, '..', 'link');
    symlinkSync(folder.root, link);
    assert.equal((await createSourceReader(link).read('src/a.ts')).ok, true);
  });

  it('refuses what is no regular file without hanging', async () => {
    makePipe(join(folder.root, 'pipe.ts'));
    mkdirSync(join(folder.root, 'dir.ts'));
    assert.match(await reasonFor('pipe.ts'), /not a regular file/);
    assert.match(await reasonFor('dir.ts'), /not a regular file/);
    assert.match(await reasonFor('none.ts'), /no such file/);
    assert.match(await reasonFor('src/a.ts/b'), /no such file/);
  });

  it('refuses large, binary and non-UTF-8 files', async () => {
    await folder.write({
      'nul.ts': Buffer.from('a\0b'),
      'latin.ts': Buffer.from([0x63, 0xe9]),
      'utf16.ts': Buffer.from('\uFEFFab', 'utf16le'),
    });
    writeFileSync(join(folder.root, 'huge.ts'), '');
    truncateSync(join(folder.root, 'huge.ts'), 200 * 1024 * 1024);
    assert.equal(await reasonFor('huge.ts'), 'larger than 8 MiB');
    assert.equal(await reasonFor('src/a.ts', 7), 'larger than 7 bytes');
    assert.equal(await reasonFor('nul.ts'), 'binary');
    assert.equal(await reasonFor('latin.ts'), 'not UTF-8');
    assert.equal(await reasonFor('utf16.ts'), 'binary');
  });

  it('answers from memory while the file is the same and never after it changed', async () => {
    const reader = createSourceReader(folder.root);
    const first = await reader.read('src/a.ts');
    assert.equal(await reader.read('src/a.ts'), first);
    const full = join(folder.root, 'src/a.ts');
    writeFileSync(full, 'ONE\nTWO\n');
    const second = await reader.read('src/a.ts');
    assert.deepEqual(second.ok && second.lines, ['ONE', 'TWO']);
    // Another file of the same size with the same times in its place.
    writeFileSync(join(folder.root, 'other'), 'uno\ndue\n');
    const when = new Date(1_700_000_000_000);
    utimesSync(full, when, when);
    await reader.read('src/a.ts');
    utimesSync(join(folder.root, 'other'), when, when);
    renameSync(join(folder.root, 'other'), full);
    const third = await reader.read('src/a.ts');
    assert.deepEqual(third.ok && third.lines, ['uno', 'due']);
    rmSync(full);
    assert.equal((await reader.read('src/a.ts')).ok, false);
  });

  it('keeps the most recently used files within its size', async () => {
    await folder.write({ a: 'x'.repeat(40), b: 'x'.repeat(40), c: 'x'.repeat(40), big: 'x'.repeat(200) });
    const reader = createSourceReader(folder.root, { cacheBytes: 100 });
    const a = await reader.read('a');
    const b = await reader.read('b');
    assert.equal(await reader.read('a'), a);
    await reader.read('c');
    await reader.read('big');
    assert.equal(await reader.read('a'), a, 'recently used stays');
    assert.notEqual(await reader.read('b'), b, 'oldest left');
  });

  it('reads hard links like any file (they cannot be told apart)', async () => {
    linkSync(join(folder.root, 'src/a.ts'), join(folder.root, 'hard.ts'));
    assert.equal((await createSourceReader(folder.root).read('hard.ts')).ok, true);
  });

  it('never throws, even without a root', async () => {
    const file = await createSourceReader(join(folder.root, 'none')).read('a.ts');
    assert.equal(file.ok, false);
  });
});
