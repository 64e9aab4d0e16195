import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { gitEnvironment, makeFolder, makeRepo, type TestFolder, type TestRepo } from '../../../test/support/gitRepo.ts';
import type { ScopeFacts } from '../../protocol/plan.ts';
import { resolveScope } from '../scope/resolveScope.ts';

const never = new AbortController().signal;

describe('churn', () => {
  const folders: TestFolder[] = [];
  afterEach(async () => {
    for (const made of folders.splice(0)) await made.remove();
  });
  const repo = async (): Promise<TestRepo> => {
    const made = await makeRepo({ files: { 'README.md': 'x' } });
    folders.push(made);
    return made;
  };
  const facts = (at: TestFolder, root = at.root): Promise<ScopeFacts> =>
    resolveScope({ kind: 'workspace' }, { root }, never);
  /** Commits with a date of its own. */
  const commitAt = async (at: TestRepo, date: string, files: Record<string, string>): Promise<void> => {
    await at.write(files);
    const env = { ...gitEnvironment(), GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    execFileSync('git', ['add', '--all'], { cwd: at.root, env });
    execFileSync('git', ['commit', '--quiet', '--message', date], { cwd: at.root, env });
  };

  it('counts commits of the 90 days before HEAD, whatever today is', async () => {
    const at = await repo();
    await commitAt(at, '2024-03-02T00:00:00Z', { 'old.ts': '1', 'both.ts': '1' });
    await commitAt(at, '2025-03-01T00:00:00Z', { 'both.ts': '2', 'new.ts': '1' });
    await commitAt(at, '2025-05-01T00:00:00Z', { 'new.ts': '2' });
    const found = await facts(at);
    assert.deepEqual(found.churn, [
      { path: 'new.ts', commits: 2 },
      { path: 'both.ts', commits: 1 },
    ]);
  });

  it('leaves out what is gone, generated, vendored, locked or secret, and is relative to the folder', async () => {
    const at = await repo();
    const files = {
      'pkg/a.ts': '1',
      'pkg/gone.ts': '1',
      'pkg/package-lock.json': '{}',
      'pkg/dist/a.js': '1',
      'pkg/.env': 'A=1',
      'b.ts': '1',
    };
    await at.commit('one', files);
    await at.commit('two', { 'pkg/gone.ts': null });
    assert.deepEqual((await facts(at, `${at.root}/pkg`)).churn, [{ path: 'a.ts', commits: 1 }]);
  });

  it('raises the signal for source with five commits or more, not for documents and manifests', async () => {
    const at = await repo();
    for (let i = 0; i < 5; i++) {
      await at.commit(`change ${i}`, {
        'src/hot.ts': `export const value = ${i};\n`,
        'CHANGELOG.md': `${i}`,
        'package.json': `{"version":"${i}"}`,
        'src/hot.test.ts': `it(${i});`,
        ...(i === 0 ? {} : { 'src/warm.ts': `${i}` }),
      });
    }
    const found = await facts(at);
    assert.deepEqual(
      found.signals.filter(({ signal }) => signal === 'churn'),
      [{ signal: 'churn', path: 'src/hot.ts', line: 1, text: 'export const value = 4;' }],
    );
  });

  it('is empty without git, without commits, and runs nothing that the repository configures', async () => {
    const plain = await makeFolder({ 'a.ts': '1' });
    folders.push(plain);
    assert.deepEqual((await facts(plain)).churn, []);
    const empty = await makeRepo({});
    folders.push(empty);
    await empty.write({ 'a.ts': '1' });
    assert.deepEqual((await facts(empty)).churn, []);
    const at = await repo();
    await at.git('config', 'diff.external', `touch ${at.root}/ran`);
    await at.git('config', 'core.pager', `touch ${at.root}/ran`);
    await at.git('config', 'log.showSignature', 'true');
    await at.git('config', 'gpg.program', `touch ${at.root}/ran`);
    await at.commit('more', { 'a.ts': '1' });
    const found = await facts(at);
    assert.ok(found.churn.some(({ path }) => path === 'a.ts'));
    assert.ok(!found.files.some(({ path }) => path === 'ran'));
    assert.equal(await at.git('status', '--porcelain'), '');
  });
});
