import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { BooError, type ErrorCode } from '../../protocol/errors.ts';
import { findQwen } from './findQwen.ts';

describe('findQwen', () => {
  let dir = '';
  beforeEach(() => {
    dir = realpathSync(mkdtempSync(join(tmpdir(), 'boo-find-')));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  function install(version: string, name = '@qwen-code/qwen-code'): string {
    const root = join(dir, 'lib', 'node_modules', '@qwen-code', 'qwen-code');
    mkdirSync(root, { recursive: true });
    writeFileSync(join(root, 'package.json'), JSON.stringify({ name, version }));
    writeFileSync(join(root, 'cli.js'), '');
    writeFileSync(join(root, 'cli-entry.js'), '', { mode: 0o755 });
    mkdirSync(join(dir, 'bin'), { recursive: true });
    symlinkSync(join(root, 'cli-entry.js'), join(dir, 'bin', 'qwen'));
    return root;
  }

  const codeOf = async (explicit: string | undefined, env: Record<string, string>): Promise<ErrorCode> => {
    try {
      await findQwen(explicit, env);
    } catch (error) {
      if (error instanceof BooError) return error.code;
    }
    throw new Error('expected a failure');
  };

  it('follows the link on PATH to the script of the package', async () => {
    const root = install('0.24.4');
    const found = await findQwen(undefined, { PATH: ['/nowhere', join(dir, 'bin')].join(delimiter) });
    assert.deepEqual([found.version, found.script, found.root], ['0.24.4', join(root, 'cli.js'), root]);
  });

  it('takes the explicit path first, then BOO_QWEN, and a package folder too', async () => {
    const root = install('0.24.9');
    assert.equal((await findQwen(root, { BOO_QWEN: '/missing', PATH: '' })).version, '0.24.9');
    assert.equal((await findQwen(undefined, { BOO_QWEN: join(dir, 'bin', 'qwen'), PATH: '' })).version, '0.24.9');
  });

  it('runs an executable that is not the package, after asking for its version', async () => {
    const file = join(dir, 'qwen');
    writeFileSync(file, '#!/bin/sh\necho 0.24.7\n', { mode: 0o755 });
    const found = await findQwen(undefined, { PATH: `${dir}${delimiter}/bin` });
    assert.deepEqual([found.version, found.script, found.found], ['0.24.7', null, file]);
  });

  it('says missing or unsupported', async () => {
    assert.equal(await codeOf(undefined, { PATH: join(dir, 'bin') }), 'qwen_missing');
    assert.equal(await codeOf(join(dir, 'no'), { PATH: '' }), 'qwen_missing');
    install('0.23.9');
    assert.equal(await codeOf(undefined, { PATH: join(dir, 'bin') }), 'qwen_unsupported');
    writeFileSync(join(dir, 'broken'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    assert.equal(await codeOf(join(dir, 'broken'), { PATH: '/bin' }), 'qwen_unsupported');
  });

  it('does not look into relative PATH entries', async () => {
    install('0.24.4');
    const before = process.cwd();
    process.chdir(join(dir, 'bin'));
    try {
      assert.equal(await codeOf(undefined, { PATH: `.${delimiter}` }), 'qwen_missing');
    } finally {
      process.chdir(before);
    }
  });
});
