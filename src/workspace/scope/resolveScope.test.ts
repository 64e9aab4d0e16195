import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BooError, type ErrorCode } from '../../protocol/errors.ts';
import { type ScopeFacts, scopeFactsSchema } from '../../protocol/plan.ts';
import {
  type FileMap,
  gitEnvironment,
  makeFolder,
  makeRepo,
  type RepoSpec,
  type TestFolder,
  type TestRepo,
} from '../../../test/support/gitRepo.ts';
import { resolveScope } from './resolveScope.ts';
import type { ScopeOptions, ScopeRequest } from './scopeRequest.ts';

const never = new AbortController().signal;
const numbers = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}\n`).join('');

describe('resolveScope', () => {
  const folders: TestFolder[] = [];
  const repo = async (spec?: RepoSpec, name?: string): Promise<TestRepo> => {
    const made = await makeRepo(spec, name);
    folders.push(made);
    return made;
  };
  const folder = async (files: FileMap): Promise<TestFolder> => {
    const made = await makeFolder(files);
    folders.push(made);
    return made;
  };
  afterEach(async () => {
    for (const made of folders.splice(0)) await made.remove();
  });

  const resolve = async (
    at: TestFolder,
    request: ScopeRequest,
    more: Partial<ScopeOptions> = {},
  ): Promise<ScopeFacts> => {
    const facts = await resolveScope(request, { root: at.root, ...more }, never);
    return scopeFactsSchema.parse(facts);
  };
  const paths = (facts: ScopeFacts): string[] => facts.files.map(({ path }) => path);
  const skipped = (facts: ScopeFacts): Record<string, string> =>
    Object.fromEntries(facts.skipped.map(({ path, reason }) => [path, reason]));
  const failsWith = (code: ErrorCode, text: RegExp) => (error: unknown) => {
    assert.ok(error instanceof BooError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, text);
    return true;
  };

  describe('what the brief names', () => {
    it('has the text of its documents in the facts, within bounds', async () => {
      const items = Array.from({ length: 7 }, (_, i) => [`docs/w${i}.md`, `## W-${i} \u2014 x\n\nDepends on: None.\n`]);
      const at = await folder({
        ...Object.fromEntries(items),
        'docs/long.md': `# Long\n${'word '.repeat(6000)}\nend\n`,
        'src/a.ts': 'export const a = 1;\n',
      });
      const texts = async (
        brief: string,
        request: ScopeRequest = { kind: 'workspace' },
      ): Promise<ScopeFacts['texts']> => (await resolve(at, request, { briefSymptoms: brief })).texts;
      assert.deepEqual(await texts('Split it.'), []);
      assert.deepEqual(await texts('Split docs/w3.md.'), [
        { path: 'docs/w3.md', text: '## W-3 \u2014 x\n\nDepends on: None.\n' },
      ]);
      assert.deepEqual(
        (await texts('Split it.', { kind: 'path', globs: ['docs/w2.md'] })).map(({ path }) => path),
        ['docs/w2.md'],
      );
      assert.equal((await texts(items.map(([path]) => path).join(' '))).length, 5);
      const [long] = await texts('Read docs/long.md');
      assert.equal(long?.text.length, 20_000);
    });

    it('comes first among the hits that are listed', async () => {
      const line = 'export async function f(): Promise<void> { await Promise.all([g(), h()]); }\n';
      const many = Array.from({ length: 30 }, (_, i) => [`src/aaa/f${String(i).padStart(2, '0')}.ts`, line]);
      const at = await folder({ ...Object.fromEntries(many), 'src/refunds/z.ts': line });
      const listed = async (brief: string): Promise<boolean> =>
        (await resolve(at, { kind: 'workspace' }, { briefSymptoms: brief })).signals.some(
          (hit) => hit.signal === 'concurrency' && hit.path === 'src/refunds/z.ts',
        );
      assert.deepEqual([await listed('Judge it.'), await listed('Judge refunds.')], [false, true]);
    });
  });

  describe('what surrounds the scope', () => {
    const files = {
      'README.md': '# Shop\n\n[Guide](docs/guide.md)\n',
      'docs/guide.md': '# Guide\n',
      'docs/runbooks/full-disk.md': '# Disk is full\n',
      '.github/PULL_REQUEST_TEMPLATE.md': '## Why\n',
      'package.json': '{ "name": "shop", "dependencies": { "express": "4" } }',
      'package-lock.json': '{}',
      'src/a.ts': 'export const a = 1;\n',
    };
    const about = (facts: ScopeFacts): unknown => ({
      documents: facts.documents.map(({ path, kind, inboundLinks }) => `${kind} ${path} ${inboundLinks}`),
      frameworks: facts.profile.frameworks.map(({ name }) => name),
      manifests: facts.profile.manifests,
      lockFiles: facts.profile.lockFiles,
      projects: facts.profile.projects,
      texts: facts.texts,
      raised: ['runbooks', 'instructions'].map((signal) =>
        facts.signals.filter((hit) => hit.signal === signal).map(({ path }) => path),
      ),
    });
    const expected = {
      documents: [
        'pr-template .github/PULL_REQUEST_TEMPLATE.md 0',
        'readme README.md 0',
        'document docs/guide.md 1',
        'runbook docs/runbooks/full-disk.md 0',
      ],
      frameworks: ['Express'],
      manifests: ['package.json'],
      lockFiles: ['package-lock.json'],
      projects: [''],
      texts: [{ path: '.github/PULL_REQUEST_TEMPLATE.md', text: '## Why\n' }],
      raised: [['docs/runbooks/full-disk.md'], ['README.md']],
    };

    it('is the same whatever the scope is, with and without git', async () => {
      const at = await repo({ files, branches: { feature: [{ message: 'b', files: { 'src/b.ts': 'b' } }] } });
      await at.write({ 'src/c.ts': 'c' });
      const requests: readonly ScopeRequest[] = [
        { kind: 'workspace' },
        { kind: 'path', globs: ['src'] },
        { kind: 'selection', path: 'src/a.ts', startLine: 1, endLine: 1 },
        { kind: 'uncommitted' },
        { kind: 'diff' },
      ];
      for (const request of requests) assert.deepEqual(about(await resolve(at, request)), expected, request.kind);
      const plain = await folder(files);
      for (const request of requests.slice(0, 3)) assert.deepEqual(about(await resolve(plain, request)), expected);
    });

    it('knows which files a package publishes: their exports are its interface', async () => {
      const at = await folder({
        'package.json': JSON.stringify({
          name: 'a',
          main: './index.js',
          exports: { '.': { import: './index.mjs' }, './x/*': './x/*' },
        }),
        'index.js': "module.exports = require('./lib/a');\n",
        'index.mjs': 'const a = 1;\nexport { a };\n',
        'lib/a.js': 'module.exports = 1;\n',
        'packages/b/package.json': JSON.stringify({ name: 'b', main: 'lib' }),
        'packages/b/lib/index.js': 'exports.b = 1;\n',
        'packages/c/package.json': '{ "main": ["broken"], "exports": 5',
      });
      const facts = await resolve(at, { kind: 'workspace' });
      const places = facts.signals.filter(({ signal }) => signal === 'api').map(({ path, line }) => `${path}:${line}`);
      assert.deepEqual(places.sort(), ['index.js:1', 'index.mjs:2', 'packages/b/lib/index.js:1']);
    });

    it('leaves ignored and vendored documents out, and anything that lies outside', async () => {
      const at = await repo({
        files: { 'a.md': '', '.gitignore': 'private/\n', 'private/b.md': '', 'vendor/c.md': '', 'src/a.ts': '' },
      });
      const outside = await folder({ 'secret.md': '# Secret' });
      symlinkSync(outside.root, join(at.root, 'linked'));
      symlinkSync(join(outside.root, 'secret.md'), join(at.root, 'linked.md'));
      const facts = await resolve(at, { kind: 'workspace' });
      assert.deepEqual(
        facts.documents.map(({ path }) => path),
        ['a.md'],
      );
    });

    it('gives the same bytes each time', async () => {
      const at = await repo({ files });
      const once = JSON.stringify(await resolve(at, { kind: 'workspace' }));
      assert.equal(JSON.stringify(await resolve(at, { kind: 'workspace' })), once);
    });
  });

  describe('workspace', () => {
    it('lists tracked and untracked files in path order with size, lines and hash', async () => {
      const at = await repo({ files: { 'b.ts': 'a\nb', 'a dir/ü ñ.ts': 'x\r\ny\r\n', '.gitignore': 'ignored.ts\n' } });
      await at.write({ 'new\nline.ts': '1\n', 'ignored.ts': 'no' });
      const facts = await resolve(at, { kind: 'workspace' });
      assert.deepEqual(paths(facts), ['.gitignore', 'a dir/ü ñ.ts', 'b.ts', 'new\nline.ts']);
      const crlf = facts.files[1];
      assert.equal(crlf?.lines, 2);
      assert.equal(crlf?.bytes, 6);
      assert.equal(crlf?.sha256, createHash('sha256').update('x\r\ny\r\n').digest('hex'));
      assert.equal(facts.workspaceName, 'work');
      assert.equal(facts.label, 'whole workspace (4 files)');
      assert.equal(facts.git?.branch, 'main');
      assert.equal(facts.git?.dirty, true);
      assert.equal(facts.git?.head, await at.git('rev-parse', 'HEAD'));
    });

    it('says why each left-out file is left out', async () => {
      const at = await repo({
        files: {
          'src/a.ts': 'export {};\n',
          'src/gen.ts': '// @generated by a tool\nexport {};\n',
          'package-lock.json': '{}',
          'web/app.min.js': 'x',
          'vendor/lib/one.js': '1',
          'vendor/lib/two.js': '2',
          'logo.png': Buffer.from([0x89, 0x50, 0, 1]),
          'data.bin.txt': Buffer.from('abc\0def'),
          'latin1.txt': Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a]),
          '.env': 'KEY=1\n',
          '.env.example': 'KEY=\n',
          'deploy/server.pem': 'x',
          'big.txt': 'x'.repeat(3000),
        },
      });
      symlinkSync('/etc/hosts', join(at.root, 'outside.txt'));
      symlinkSync('src/a.ts', join(at.root, 'inside.ts'));
      symlinkSync('nowhere', join(at.root, 'broken.ts'));
      const facts = await resolve(at, { kind: 'workspace' }, { maxFileBytes: 2000 });
      assert.deepEqual(paths(facts), ['.env.example', 'src/a.ts']);
      assert.deepEqual(skipped(facts), {
        '.env': 'may hold secrets',
        'big.txt': 'larger than 2 KiB',
        'broken.ts': 'symbolic link without a target',
        'data.bin.txt': 'binary',
        'deploy/server.pem': 'may hold secrets',
        'inside.ts': 'symbolic link; its target counts under its own path',
        'latin1.txt': 'not UTF-8',
        'logo.png': 'binary',
        'outside.txt': 'link that leaves the workspace',
        'package-lock.json': 'lock file',
        'src/gen.ts': 'generated',
        'vendor/': 'vendored or output folder (2 files)',
        'web/app.min.js': 'generated',
      });
      assert.equal(facts.skippedTotal, 14);
    });

    it('never reads a huge file', async () => {
      const at = await repo({ files: { 'a.ts': 'x\n' } });
      writeFileSync(join(at.root, 'huge.log'), '');
      truncateSync(join(at.root, 'huge.log'), 200 * 1024 * 1024);
      const before = process.memoryUsage.rss();
      const facts = await resolve(at, { kind: 'workspace' });
      assert.deepEqual(skipped(facts), { 'huge.log': 'larger than 1 MiB' });
      assert.ok(process.memoryUsage.rss() - before < 100 * 1024 * 1024);
    });

    it('refuses more files than the limit and names the number', async () => {
      const at = await repo();
      for (let i = 0; i < 30; i++) await at.write({ [`f${i}.ts`]: 'x' });
      await assert.rejects(
        resolve(at, { kind: 'workspace' }, { maxFiles: 20 }),
        failsWith('scope_too_large', /\b30 files.*\b20\b/),
      );
    });

    it('cuts the list of skipped files but counts all, and keeps secrets in it', async () => {
      const at = await folder({});
      const files: Record<string, string> = { 'z/.env': 'A=1', 'a.ts': 'x' };
      for (let i = 0; i < 320; i++) files[`b${i}.min.js`] = 'x';
      await at.write(files);
      const facts = await resolve(at, { kind: 'workspace' });
      assert.equal(facts.skipped.length, 300);
      assert.equal(facts.skippedTotal, 321);
      assert.equal(skipped(facts)['z/.env'], 'may hold secrets');
    });

    it('stops at the total size limit, in path order', async () => {
      const at = await repo({ files: { 'a.ts': 'x'.repeat(60), 'b.ts': 'x'.repeat(60), 'c.ts': 'x'.repeat(30) } });
      const facts = await resolve(at, { kind: 'workspace' }, { maxTotalBytes: 100 });
      assert.deepEqual(paths(facts), ['a.ts', 'c.ts']);
      assert.match(skipped(facts)['b.ts'] ?? '', /total size limit of 100 bytes/);
    });

    it('lists submodules and nested repositories as skipped', async () => {
      const inner = await repo({ files: { 'x.ts': 'x' } });
      const at = await repo({ files: { 'a.ts': 'x' } });
      await at.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.root, 'sub');
      await at.commit('sub');
      execFileSync('git', ['init', '-q', join(at.root, 'nested')], { env: gitEnvironment() });
      writeFileSync(join(at.root, 'nested/y.ts'), 'y');
      const facts = await resolve(at, { kind: 'workspace' });
      assert.deepEqual(paths(facts), ['.gitmodules', 'a.ts']);
      assert.deepEqual(Object.values(skipped(facts)), [
        'submodule or nested repository',
        'submodule or nested repository',
      ]);
    });

    it('works without git, honouring .gitignore at every level', async () => {
      const at = await folder({
        'a.ts': 'x',
        '.gitignore': '*.log\n/tmp/\n!keep.log\n',
        'x.log': 'x',
        'keep.log': 'x',
        'tmp/t.ts': 'x',
        'sub/.gitignore': 'secret.ts\n!x.log\n',
        'sub/secret.ts': 'x',
        'sub/x.log': 'x',
        'node_modules/m/index.js': 'x',
        'src/build/plan.ts': 'x',
      });
      const facts = await resolve(at, { kind: 'workspace' });
      assert.deepEqual(paths(facts), [
        '.gitignore',
        'a.ts',
        'keep.log',
        'src/build/plan.ts',
        'sub/.gitignore',
        'sub/x.log',
      ]);
      assert.deepEqual(skipped(facts), { 'node_modules/': 'vendored or output folder' });
      assert.equal(facts.git, null);
    });

    it('says so when the folder is missing or empty', async () => {
      const at = await folder({});
      await assert.rejects(resolve(at, { kind: 'workspace' }), failsWith('scope_empty', /no file matches/));
      await assert.rejects(
        resolveScope({ kind: 'workspace' }, { root: join(at.root, 'none') }, never),
        failsWith('workspace_missing', /does not exist/),
      );
    });

    it('is cancelled by its signal', async () => {
      const at = await repo({ files: { 'a.ts': 'x' } });
      await assert.rejects(
        resolveScope({ kind: 'workspace' }, { root: at.root }, AbortSignal.abort()),
        failsWith('cancelled', /cancelled/),
      );
    });

    it('gives the same facts twice', async () => {
      const at = await repo({
        files: { 'src/a.ts': 'if (x) { eval(y); }\n', 'lib/b.py': 'import os\nos.system(x)\n' },
      });
      assert.deepEqual(await resolve(at, { kind: 'workspace' }), await resolve(at, { kind: 'workspace' }));
    });
  });

  describe('path', () => {
    const files = {
      'src/a.ts': 'x',
      'src/deep/b.ts': 'x',
      'src/deep/b.test.ts': 'x',
      'pages/[id].tsx': 'x',
      'vendor/keep/v.js': 'x',
      'docs/read me.md': 'x',
    };

    it('takes folders, globs, exclusions and literal names with brackets', async () => {
      const at = await repo({ files });
      const of = async (...globs: string[]): Promise<string[]> => paths(await resolve(at, { kind: 'path', globs }));
      assert.deepEqual(await of('src'), ['src/a.ts', 'src/deep/b.test.ts', 'src/deep/b.ts']);
      assert.deepEqual(await of('./src/'), ['src/a.ts', 'src/deep/b.test.ts', 'src/deep/b.ts']);
      assert.deepEqual(await of('src/**/*.ts', '!**/*.test.ts'), ['src/a.ts', 'src/deep/b.ts']);
      assert.deepEqual(await of('pages/[id].tsx'), ['pages/[id].tsx']);
      assert.deepEqual(await of('docs/read me.md'), ['docs/read me.md']);
      assert.deepEqual(await of(join(at.root, 'src/a.ts')), ['src/a.ts']);
      assert.deepEqual(await of('.', '!src/**', '!pages'), ['docs/read me.md']);
    });

    it('looks into a vendored folder only when it is named', async () => {
      const at = await repo({ files });
      assert.deepEqual(paths(await resolve(at, { kind: 'path', globs: ['vendor/**'] })), ['vendor/keep/v.js']);
      await assert.rejects(resolve(at, { kind: 'path', globs: ['**/v.js'] }), failsWith('scope_empty', /1 vendored/));
    });

    it('takes a named file that git ignores, but never a secret one', async () => {
      const at = await repo({ files: { ...files, '.gitignore': 'local.ts\n.env\n' } });
      await at.write({ 'local.ts': 'x', '.env': 'A=1' });
      assert.deepEqual(paths(await resolve(at, { kind: 'path', globs: ['local.ts'] })), ['local.ts']);
      await assert.rejects(
        resolve(at, { kind: 'path', globs: ['.env'] }),
        failsWith('scope_empty', /may hold secrets/),
      );
    });

    it('refuses paths outside the workspace', async () => {
      const at = await repo({ files });
      for (const glob of ['../x', 'src/../../x', '/etc/passwd', '/etc/**']) {
        await assert.rejects(resolve(at, { kind: 'path', globs: [glob] }), failsWith('usage', /not inside/));
      }
    });

    it('keeps the first files in path order above the limit and lists the others', async () => {
      const at = await repo({ files });
      const facts = await resolve(at, { kind: 'path', globs: ['src'] }, { maxFiles: 2 });
      assert.deepEqual(paths(facts), ['src/a.ts', 'src/deep/b.test.ts']);
      assert.match(skipped(facts)['src/deep/b.ts'] ?? '', /limit of 2 files/);
    });

    it('works in a folder below the top of the repository', async () => {
      const at = await repo({ files: { 'top.ts': 'x', 'pkg/src/a.ts': 'x' } });
      const facts = await resolveScope({ kind: 'path', globs: ['**/*.ts'] }, { root: join(at.root, 'pkg') }, never);
      assert.deepEqual(paths(facts), ['src/a.ts']);
    });
  });

  describe('selection', () => {
    it('is one file with one range, cut to the file', async () => {
      const at = await repo({ files: { 'a b.ts': numbers(1, 10) } });
      const facts = await resolve(at, { kind: 'selection', path: 'a b.ts', startLine: 8, endLine: 99 });
      assert.deepEqual(
        facts.files.map(({ path, ranges }) => [path, ranges]),
        [['a b.ts', [[8, 10]]]],
      );
      assert.equal(facts.label, 'lines 8-99 of a b.ts');
    });

    it('refuses lines that do not exist and paths that leave', async () => {
      const at = await repo({ files: { 'a.ts': 'x\n' } });
      symlinkSync('/etc/hosts', join(at.root, 'link'));
      const select = (path: string, startLine: number, endLine: number): Promise<ScopeFacts> =>
        resolve(at, { kind: 'selection', path, startLine, endLine });
      await assert.rejects(select('a.ts', 5, 6), failsWith('scope_empty', /has 1 lines/));
      await assert.rejects(select('a.ts', 1, 0), failsWith('scope_empty', /do not exist/));
      await assert.rejects(select('../a.ts', 1, 1), failsWith('scope_empty', /leaves the workspace/));
      await assert.rejects(select('link', 1, 1), failsWith('scope_empty', /leaves the workspace/));
      await assert.rejects(select('none.ts', 1, 1), failsWith('scope_empty', /deleted/));
    });
  });

  describe('uncommitted', () => {
    it('joins staged, unstaged and untracked changes with their lines', async () => {
      const at = await repo({
        files: { 'staged.ts': numbers(1, 9), 'unstaged.ts': numbers(1, 9), 'gone.ts': 'x', 'same.ts': 'x' },
      });
      await at.write({ 'staged.ts': numbers(1, 4) + 'changed\n' + numbers(6, 9), 'gone.ts': null });
      await at.git('add', 'staged.ts');
      await at.write({ 'unstaged.ts': numbers(1, 9) + 'ten\neleven\n', 'ünew file.ts': 'a\nb\nc\n' });
      const facts = await resolve(at, { kind: 'uncommitted' });
      assert.deepEqual(
        facts.files.map(({ path, change, ranges }) => [path, change, ranges]),
        [
          ['staged.ts', 'modified', [[4, 5]]],
          ['unstaged.ts', 'modified', [[10, 11]]],
          ['ünew file.ts', 'added', [[1, 3]]],
        ],
      );
      assert.deepEqual(skipped(facts), { 'gone.ts': 'deleted' });
      assert.match(facts.diff, /^diff --git a\/staged\.ts b\/staged\.ts/);
      assert.match(facts.diff, /\+changed\n/);
      assert.match(facts.diff, /\+\+\+ b\/ünew file\.ts\n@@ -0,0 \+1,3 @@\n\+a\n\+b\n\+c\n/);
      assert.deepEqual([facts.git?.base, facts.git?.mergeBase, facts.git?.dirty], ['HEAD', null, true]);
      assert.match(facts.branchContext, /first/);
    });

    it('keeps left-out files out of the diff text', async () => {
      const at = await repo({ files: { 'a.ts': '1\n', '.env': 'KEY=old-secret\n', 'package-lock.json': '{}\n' } });
      await at.write({ 'a.ts': '2\n', '.env': 'KEY=new-secret\n', 'package-lock.json': '{"x":1}\n' });
      const facts = await resolve(at, { kind: 'uncommitted' });
      assert.deepEqual(paths(facts), ['a.ts']);
      assert.doesNotMatch(facts.diff, /secret|lock/);
    });

    it('compares with nothing before the first commit', async () => {
      const at = await repo();
      await at.write({ 'a.ts': '1\n2\n', 'b.ts': '1\n' });
      await at.git('add', 'a.ts');
      const facts = await resolve(at, { kind: 'uncommitted' });
      assert.deepEqual(
        facts.files.map(({ path, change, ranges }) => [path, change, ranges]),
        [
          ['a.ts', 'added', [[1, 2]]],
          ['b.ts', 'added', [[1, 1]]],
        ],
      );
      assert.equal(facts.git?.head, null);
      assert.match(facts.assumptions.join(), /no commits yet/);
    });

    it('does not take files for changed whose time alone changed', async () => {
      const at = await repo({ files: { 'a.ts': 'x\n', 'b.ts': 'y\n' } });
      execFileSync('touch', ['-d', '2030-01-01', join(at.root, 'a.ts')]);
      await at.write({ 'b.ts': 'z\n' });
      assert.deepEqual(paths(await resolve(at, { kind: 'uncommitted' })), ['b.ts']);
    });

    it('is empty on a clean tree and refuses a folder without git', async () => {
      await assert.rejects(
        resolve(await repo({ files: { 'a.ts': 'x' } }), { kind: 'uncommitted' }),
        failsWith('scope_empty', /no uncommitted/),
      );
      await assert.rejects(
        resolve(await folder({ 'a.ts': 'x' }), { kind: 'uncommitted' }),
        failsWith('scope_not_git', /not inside/),
      );
    });
  });

  describe('diff', () => {
    const spec: RepoSpec = {
      files: { 'a.ts': numbers(1, 20), 'old name.ts': numbers(1, 30), 'gone.ts': 'x\n' },
      branches: {
        'feature/x': [
          { message: 'change a', files: { 'a.ts': 'new first\n' + numbers(1, 20) } },
          {
            message: 'rename',
            files: {
              'old name.ts': null,
              'new näme.ts': numbers(1, 29) + 'thirty\n',
              'gone.ts': null,
              'added.ts': 'import x from "../y";\nif (x) {}\n',
            },
          },
        ],
      },
    };

    it('compares with the merge base: kinds, ranges, context, label', async () => {
      const at = await repo(spec);
      await at.git('checkout', '-q', 'main');
      await at.commit('later on main', { 'main only.ts': 'x' });
      await at.git('checkout', '-q', 'feature/x');
      const facts = await resolve(at, { kind: 'diff' });
      assert.deepEqual(
        facts.files.map(({ path, change, ranges }) => [path, change, ranges]),
        [
          ['a.ts', 'modified', [[1, 1]]],
          ['added.ts', 'added', [[1, 2]]],
          ['new näme.ts', 'renamed', [[29, 30]]],
        ],
      );
      assert.deepEqual(skipped(facts), { 'gone.ts': 'deleted' });
      assert.equal(facts.label, 'branch diff against main (3 files)');
      assert.deepEqual(facts.assumptions, ['origin/HEAD is not set; assumed main as the base branch.']);
      assert.equal(facts.git?.base, 'main');
      assert.equal(facts.git?.mergeBase, await at.git('merge-base', 'main', 'HEAD'));
      assert.equal(facts.git?.dirty, false);
      assert.equal(facts.branchContext, 'Commits, newest first:\n- rename\n- change a');
      assert.ok((facts.signalCounts['new-module'] ?? 0) > 0);
    });

    it('prefers the default branch of origin, and takes a named base', async () => {
      const origin = await repo({ files: { 'a.ts': '1\n' } });
      await origin.git('branch', '-m', 'trunk');
      const at = await makeFolder();
      folders.push(at);
      execFileSync('git', ['clone', '-q', origin.root, join(at.root, 'c')], { env: gitEnvironment() });
      const clone = { ...at, root: join(at.root, 'c') };
      const git = (...args: string[]): string =>
        execFileSync('git', args, { cwd: clone.root, env: gitEnvironment(), encoding: 'utf8' });
      git('checkout', '-q', '-b', 'topic');
      writeFileSync(join(clone.root, 'a.ts'), '2\n');
      git('commit', '-qam', 'two');
      const facts = await resolve(clone, { kind: 'diff' });
      assert.equal(facts.git?.base, 'origin/trunk');
      assert.deepEqual(facts.assumptions, []);
      assert.equal((await resolve(clone, { kind: 'diff', base: 'trunk' })).git?.base, 'trunk');
      assert.equal((await resolve(clone, { kind: 'diff', base: 'HEAD~1' })).files.length, 1);
      for (const base of ['nothing', '--output=x', '', 'a\nb']) {
        await assert.rejects(resolve(clone, { kind: 'diff', base }), failsWith('scope_no_base', /./));
      }
    });

    it('works in a linked worktree', async () => {
      const at = await repo(spec);
      await at.git('worktree', 'add', '-q', '-b', 'second', '../linked', 'feature/x');
      const facts = await resolveScope({ kind: 'diff' }, { root: join(at.root, '../linked') }, never);
      assert.equal(facts.git?.branch, 'second');
      assert.equal(facts.files.length, 3);
    });

    it('works on a detached head', async () => {
      const at = await repo(spec);
      await at.git('checkout', '-q', '--detach');
      const facts = await resolve(at, { kind: 'diff' });
      assert.equal(facts.git?.branch, null);
      assert.equal(facts.files.length, 3);
    });

    it('counts lines of the working tree and says so when it is dirty', async () => {
      const at = await repo(spec);
      await at.write({ 'a.ts': 'zero\nnew first\n' + numbers(1, 20), 'other.ts': 'x' });
      const facts = await resolve(at, { kind: 'diff' });
      assert.deepEqual(facts.files[0]?.ranges, [[1, 2]]);
      assert.equal(paths(facts).includes('other.ts'), false);
      assert.match(facts.assumptions.join(), /uncommitted changes/);
    });

    it('explains an empty diff, no base, no commits, and a shallow clone', async () => {
      const at = await repo({ files: { 'a.ts': 'x' } });
      await assert.rejects(
        resolve(at, { kind: 'diff' }),
        failsWith('scope_empty', /main has no committed changes against main/),
      );
      await at.git('branch', '-m', 'odd');
      await assert.rejects(resolve(at, { kind: 'diff' }), failsWith('scope_no_base', /No default branch/));
      await assert.rejects(resolve(await repo(), { kind: 'diff' }), failsWith('scope_no_base', /no commits yet/));
      await assert.rejects(
        resolve(await folder({ 'a.ts': 'x' }), { kind: 'diff' }),
        failsWith('scope_not_git', /not inside/),
      );

      const origin = await repo(spec);
      const holder = await folder({});
      const url = `file://${origin.root}`;
      execFileSync('git', ['clone', '-q', '--depth', '1', '--no-single-branch', url, join(holder.root, 'c')], {
        env: gitEnvironment(),
        stdio: 'ignore',
      });
      const shallow = { ...holder, root: join(holder.root, 'c') };
      await assert.rejects(
        resolve(shallow, { kind: 'diff', base: 'main' }),
        failsWith('scope_no_base', /shallow clone/),
      );
    });

    it('bounds the diff text', async () => {
      const at = await repo({ files: { 'a.ts': 'x\n' } });
      await at.git('checkout', '-q', '-b', 'b');
      await at.commit('big', { 'b.ts': numbers(1, 30_000), 'c.ts': numbers(1, 30_000) });
      const facts = await resolve(at, { kind: 'diff' });
      assert.ok(facts.diff.length < 270_000, String(facts.diff.length));
      assert.match(facts.diff, /not shown/);
      assert.deepEqual(facts.files[1]?.ranges, [[1, 30_000]]);
    });
  });

  describe('surroundings', () => {
    it('finds documents, commands and the pull-request text', async () => {
      const at = await repo({
        files: {
          'src/a.ts': 'x',
          'docs/guide.md': 'x',
          'docs/adr/0001-x.md': 'x',
          'docs/empty/.keep': '',
          'CLAUDE.md': 'x',
          'package.json':
            '{\n  "name": "p",\n  "scripts": {\n    "test": "mocha",\n    "start": "node .",\n    "build:cli": "esbuild"\n  }\n}\n',
          Makefile: 'CC := gcc\nall: x\nlint:\n\tx\n',
          'go.mod': 'module m\n',
          'PR_BODY.md': `${'word '.repeat(300)}`,
        },
      });
      const facts = await resolve(at, { kind: 'workspace' }, { briefSymptoms: 'It sometimes hangs.' });
      assert.deepEqual(facts.docs, { adr: ['docs/adr'], standards: ['CLAUDE.md'], docs: ['docs'] });
      assert.deepEqual(facts.commands.slice(0, 4), [
        { name: 'test', command: 'mocha', source: 'package.json:4' },
        { name: 'build:cli', command: 'esbuild', source: 'package.json:6' },
        { name: 'lint', command: 'make lint', source: 'Makefile:3' },
        { name: 'test', command: 'go test ./...', source: 'go.mod:1' },
      ]);
      assert.equal(facts.branchContext.split(/\s+/).filter((word) => word !== '...').length, 200);
      assert.ok(facts.signals.some(({ signal, path }) => signal === 'adr' && path === 'docs/adr/0001-x.md'));
      assert.deepEqual(
        facts.signals.filter(({ signal }) => signal === 'symptom-intermittent').map(({ path, text }) => [path, text]),
        [
          ['(brief)', 'sometimes'],
          ['(brief)', 'hangs'],
        ],
      );
    });
  });

  describe('hostile repository', () => {
    it('runs nothing that the repository configures and leaves .git as it was', async () => {
      const at = await repo({
        files: { 'a.ts': numbers(1, 5), '.gitattributes': '* filter=evil diff=evil\n*.md filter=a=b\n' },
      });
      await at.git('checkout', '-q', '-b', 'feature');
      await at.commit('two', { 'b.md': 'x\n' });
      const marker = join(at.root, '..', 'ran');
      const script = join(at.root, '..', 'evil.sh');
      writeFileSync(script, `#!/bin/sh\necho "$0 $*" >> '${marker}'\ncat\n`);
      chmodSync(script, 0o755);
      const programs = [
        'core.fsmonitor',
        'core.sshCommand',
        'core.pager',
        'core.editor',
        'core.askPass',
        'core.gitProxy',
        'core.alternateRefsCommand',
        'diff.external',
        'diff.evil.command',
        'diff.evil.textconv',
        'filter.evil.clean',
        'filter.evil.smudge',
        'filter.evil.process',
        'filter.a=b.clean',
        'gpg.program',
        'credential.helper',
        'pager.diff',
        'pager.log',
        'interactive.diffFilter',
        'uploadpack.packObjectsHook',
      ];
      for (const name of programs) await at.git('config', name, script);
      for (const name of ['diff', 'status', 'log', 'ls-files', 'rev-parse', 'config'])
        await at.git('config', `alias.${name}`, `!${script}`);
      await at.git('config', 'filter.evil.required', 'true');
      await at.git('config', 'log.showSignature', 'true');
      await at.git('config', 'core.hooksPath', join(at.root, 'hooks'));
      await at.git('config', 'diff.noprefix', 'true');
      await at.git('config', 'color.ui', 'always');
      await at.git('config', 'diff.orderFile', '/dev/null');
      for (const hook of ['post-index-change', 'fsmonitor-watchman', 'reference-transaction', 'pre-auto-gc']) {
        mkdirSync(join(at.root, 'hooks'), { recursive: true });
        writeFileSync(join(at.root, 'hooks', hook), readFileSync(script), { mode: 0o755 });
        writeFileSync(join(at.root, '.git/hooks', hook), readFileSync(script), { mode: 0o755 });
      }
      // Different times make git look into the files, through the filters if it could.
      execFileSync('touch', ['-d', '2030-01-01', join(at.root, 'a.ts'), join(at.root, 'b.md')]);
      writeFileSync(join(at.root, 'a.ts'), numbers(1, 4) + 'five\n');
      const index = readFileSync(join(at.root, '.git/index'));

      const requests: ScopeRequest[] = [
        { kind: 'workspace' },
        { kind: 'uncommitted' },
        { kind: 'diff' },
        { kind: 'path', globs: ['*.ts'] },
      ];
      for (const request of requests) {
        const facts = await resolve(at, request);
        assert.ok(facts.files.length > 0, request.kind);
      }
      const facts = await resolve(at, { kind: 'uncommitted' });
      assert.deepEqual(facts.files.find(({ path }) => path === 'a.ts')?.ranges, [[4, 5]]);
      assert.match(facts.diff, /diff --git a\/a\.ts b\/a\.ts/);
      assert.throws(() => readFileSync(marker), { code: 'ENOENT' });
      assert.deepEqual(readFileSync(join(at.root, '.git/index')), index);
    });

    it('would have been caught: plain git runs the filter in this set-up', async () => {
      const at = await repo({ files: { 'a.ts': 'x\n', '.gitattributes': '* filter=evil\n' } });
      const marker = join(at.root, '..', 'ran');
      await at.git('config', 'filter.evil.clean', `sh -c 'touch "${marker}"; cat'`);
      await at.write({ 'a.ts': 'y\n' });
      await at.git('diff', 'HEAD');
      assert.equal(readFileSync(marker, 'utf8'), '');
    });

    it('fetches nothing for a missing object, whatever transport the repository names', async () => {
      const at = await repo({ files: { 'a.ts': 'x\n', 'b.ts': 'y\n' } });
      const marker = join(at.root, '..', 'ran');
      const blob = await at.git('rev-parse', 'HEAD:a.ts');
      rmSync(join(at.root, '.git/objects', blob.slice(0, 2), blob.slice(2)));
      await at.git('config', 'core.repositoryformatversion', '1');
      await at.git('config', 'extensions.partialClone', 'origin');
      await at.git('config', 'remote.origin.promisor', 'true');
      await at.git('config', 'remote.origin.url', `ext::sh -c touch% ${marker}`);
      await at.git('config', 'protocol.ext.allow', 'always');
      await at.write({ 'a.ts': 'changed\n' });
      await assert.rejects(resolve(at, { kind: 'uncommitted' }), failsWith('git_failed', /git diff failed/));
      assert.throws(() => readFileSync(marker), { code: 'ENOENT' });
      await assert.rejects(at.git('diff', 'HEAD'));
      assert.equal(readFileSync(marker, 'utf8'), '', 'plain git does start it in this set-up');
    });

    it('does not start a git that lies in the workspace', async () => {
      const at = await repo({ files: { 'a.ts': 'x\n' } });
      const marker = join(at.root, '..', 'ran');
      await at.write({ 'bin/git': `#!/bin/sh\ntouch '${marker}'\n` });
      chmodSync(join(at.root, 'bin/git'), 0o755);
      const path = process.env['PATH'];
      process.env['PATH'] = `${join(at.root, 'bin')}:.:${path}`;
      try {
        assert.deepEqual(paths(await resolve(at, { kind: 'workspace' })), ['a.ts', 'bin/git']);
      } finally {
        process.env['PATH'] = path;
      }
      assert.throws(() => readFileSync(marker), { code: 'ENOENT' });
    });

    it('falls back to walking, or says what is wrong, when git is missing', async () => {
      const at = await repo({ files: { 'a.ts': 'x\n' } });
      const path = process.env['PATH'];
      process.env['PATH'] = dirname(at.root);
      try {
        const facts = await resolve(at, { kind: 'workspace' });
        assert.deepEqual(paths(facts), ['a.ts']);
        assert.match(facts.assumptions.join(), /without git: git was not found/);
        await assert.rejects(resolve(at, { kind: 'diff' }), failsWith('git_failed', /not found/));
      } finally {
        process.env['PATH'] = path;
      }
    });
  });
});
