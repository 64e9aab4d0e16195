import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { BooError } from '../../protocol/errors.ts';
import { makeFolder, makePipe, makeRepo, type TestFolder, type TestRepo } from '../../../test/support/gitRepo.ts';
import { compareFingerprints, fingerprintWorkspace, type WorkspaceFingerprint } from './fingerprintWorkspace.ts';

const never = new AbortController().signal;
const look = (at: TestFolder, earlier?: WorkspaceFingerprint): Promise<WorkspaceFingerprint> =>
  fingerprintWorkspace(at.root, never, earlier ?? null);

describe('fingerprintWorkspace', () => {
  let at: TestRepo;
  beforeEach(async () => {
    at = await makeRepo({
      files: {
        'src/a.ts': 'one\n',
        'sp ace/ü.ts': 'x\n',
        'gone.ts': 'x\n',
        '.gitignore': 'node_modules/\nlocal.env\n',
      },
    });
    await at.write({ 'untracked.ts': 'u\n', 'local.env': 'A=1\n', 'node_modules/m/index.js': 'm\n' });
  });
  afterEach(() => at.remove());

  it('is the same for the same workspace, with and without an earlier look', async () => {
    const before = await look(at);
    const after = await look(at);
    const quick = await look(at, before);
    assert.equal(after.digest, before.digest);
    assert.equal(quick.digest, before.digest);
    assert.deepEqual(compareFingerprints(before, after), []);
    assert.match(before.digest, /^[0-9a-f]{64}$/);
  });

  it('does not change when git refreshes the index, packs references, or a time alone changes', async () => {
    await at.git('branch', 'other');
    const before = await look(at);
    const when = new Date(1_600_000_000_000);
    utimesSync(join(at.root, 'src/a.ts'), when, when);
    await at.git('status');
    await at.git('update-index', '--refresh');
    await at.git('pack-refs', '--all');
    assert.deepEqual(compareFingerprints(before, await look(at, before)), []);
  });

  it('names every change to files, links and modes', async () => {
    symlinkSync('src/a.ts', join(at.root, 'link'));
    const before = await look(at);
    await at.write({
      'src/a.ts': 'two\n',
      'untracked.ts': 'v\n',
      'local.env': 'A=2\n',
      'new file.ts': 'n',
      'gone.ts': null,
    });
    rmSync(join(at.root, 'link'));
    symlinkSync('elsewhere', join(at.root, 'link'));
    chmodSync(join(at.root, 'sp ace/ü.ts'), 0o755);
    const after = await look(at, before);
    assert.notEqual(after.digest, before.digest);
    assert.deepEqual(compareFingerprints(before, after), [
      'gone.ts (removed)',
      'link (link target changed)',
      'local.env (content changed)',
      'new file.ts (added)',
      'sp ace/ü.ts (mode changed)',
      'src/a.ts (content changed)',
      'untracked.ts (content changed)',
    ]);
  });

  it('sees a change that keeps size and modification time', async () => {
    const full = join(at.root, 'src/a.ts');
    const when = new Date(1_600_000_000_000);
    utimesSync(full, when, when);
    const before = await look(at);
    writeFileSync(full, 'eno\n');
    utimesSync(full, when, when);
    assert.deepEqual(compareFingerprints(before, await look(at, before)), ['src/a.ts (content changed)']);
  });

  it('sees commits, branches, staged content, configuration, hooks', async () => {
    const before = await look(at);
    await at.git('add', 'untracked.ts');
    await at.git('branch', 'extra');
    await at.git('config', 'core.editor', 'x');
    await at.git('checkout', '-q', '-b', 'work');
    writeFileSync(join(at.root, '.git/hooks/pre-commit'), '#!/bin/sh\n', { mode: 0o755 });
    appendFileSync(join(at.root, '.git/info/exclude'), 'more\n');
    assert.deepEqual(compareFingerprints(before, await look(at, before)), [
      '.git/HEAD (content changed)',
      '.git/config (content changed)',
      '.git/hooks/pre-commit (added)',
      '.git/index (content changed)',
      '.git/info/exclude (content changed)',
      '.git/refs/heads/extra (added)',
      '.git/refs/heads/work (added)',
    ]);
    const middle = await look(at);
    await at.commit('next');
    assert.deepEqual(compareFingerprints(middle, await look(at)), ['.git/refs/heads/work (reference moved)']);
  });

  it('compares ignored folders and nested repositories by their listing', async () => {
    execFileSync('git', ['init', '-q', join(at.root, 'nested')]);
    await at.write({ 'nested/n.ts': 'n' });
    const before = await look(at);
    await at.write({ 'node_modules/m/evil.js': 'e', 'nested/n.ts': 'longer' });
    assert.deepEqual(compareFingerprints(before, await look(at, before)), [
      'nested/ (entries changed in a folder that is ignored or nested)',
      'node_modules/ (entries changed in a folder that is ignored or nested)',
    ]);
  });

  it('changes nothing itself', async () => {
    const state = (): string[] =>
      readdirSync(at.root, { recursive: true, encoding: 'utf8' })
        .sort()
        .map((name) => {
          const stat = statSync(join(at.root, name), { bigint: true });
          return `${name} ${stat.mode} ${stat.mtimeNs} ${stat.isFile() ? readFileSync(join(at.root, name), 'latin1') : ''}`;
        });
    const before = state();
    await look(at);
    assert.deepEqual(state(), before);
  });

  it('works without git and without commits', async () => {
    const plain = await makeFolder({ 'a.ts': 'x', '.gitignore': 'a.ts\n', 'node_modules/x.js': 'x' });
    const empty = await makeRepo();
    try {
      const before = await look(plain);
      await plain.write({ 'a.ts': 'y', 'node_modules/y.js': 'x' });
      assert.deepEqual(compareFingerprints(before, await look(plain)), [
        'a.ts (content changed)',
        'node_modules/ (entries changed in a folder that is ignored or nested)',
      ]);
      const first = await look(empty);
      await empty.commit('first', { 'a.ts': 'x' });
      assert.deepEqual(compareFingerprints(first, await look(empty)), [
        '.git/index (content changed)',
        '.git/refs/heads/main (added)',
        'a.ts (added)',
      ]);
    } finally {
      await plain.remove();
      await empty.remove();
    }
  });

  it('does not read huge files or FIFOs, and says what it did not cover', async () => {
    writeFileSync(join(at.root, 'huge.bin'), '');
    truncateSync(join(at.root, 'huge.bin'), 200 * 1024 * 1024);
    makePipe(join(at.root, 'pipe'));
    const before = await look(at);
    assert.ok(before.notCovered.includes('1 large files: compared by size and time'));
    truncateSync(join(at.root, 'huge.bin'), 201 * 1024 * 1024);
    assert.deepEqual(compareFingerprints(before, await look(at)), ['huge.bin (content changed)']);
  });

  it('fails clearly for a missing folder and when cancelled', async () => {
    const code = (expected: string) => (error: unknown) => error instanceof BooError && error.code === expected;
    await assert.rejects(fingerprintWorkspace(join(at.root, 'none'), never), code('workspace_missing'));
    await assert.rejects(fingerprintWorkspace(at.root, AbortSignal.abort()), code('cancelled'));
  });
});
