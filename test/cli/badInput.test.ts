import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliBench, type CliResult } from '../support/cli.ts';

describe('boo, bad input', () => {
  const bench = new CliBench();
  before(async () => {
    mkdirSync(bench.home);
    await bench.makeSample();
  });
  after(() => bench.remove());

  /** One clear sentence with the next step, the right exit code, no stack trace. */
  function expectError(result: CliResult, code: number, words: RegExp): void {
    assert.equal(result.code, code, result.stderr);
    assert.match(result.stderr, words);
    assert.doesNotMatch(result.stderr, /\n\s+at /);
    assert.equal(result.stdout, '');
  }
  const offline = (...args: string[]): Promise<CliResult> =>
    bench.run(['run', ...args, '--backend', 'offline', '--store', bench.store]);
  function folder(name: string, files: Record<string, string> = {}): string {
    const dir = join(bench.dir, name);
    mkdirSync(dir, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(dir, file), text);
    return dir;
  }

  it('unknown flow: names it and the way to the list', async () => {
    expectError(await offline('code-revue', '--workspace', bench.sample), 2, /no flow "code-revue".*boo flows/s);
  });

  it('unknown command, option and value end in usage', async () => {
    for (const args of [['dance'], ['run', 'code-review', '--frobnicate'], ['run', 'code-review', '--size', 'huge']]) {
      const result = await bench.run(args);
      assert.equal(result.code, 2, result.stderr);
      assert.equal(result.stdout, '');
    }
  });

  it('no flow named', async () => {
    expectError(await offline('--workspace', bench.sample), 2, /Name a flow/);
  });

  it('a flow that needs a brief says what to write', async () => {
    expectError(await offline('investigate', '--workspace', bench.sample), 2, /needs a brief.*--brief/s);
  });

  it('a scope that is none', async () => {
    expectError(
      await offline('code-review', '--scope', 'everything', '--workspace', bench.sample),
      2,
      /is not a scope.*path:GLOB/s,
    );
  });

  it('a workspace that does not exist', async () => {
    expectError(await offline('code-review', '--workspace', join(bench.dir, 'nowhere')), 2, /no folder/);
  });

  it('a folder that is not a repository, with a scope that needs one', async () => {
    const dir = folder('plain', { 'a.ts': 'export const a = 1;\n' });
    expectError(await offline('code-review', '--scope', 'diff', '--workspace', dir), 2, /not.*git/i);
    expectError(await offline('code-review', '--scope', 'uncommitted', '--workspace', dir), 2, /not.*git/i);
  });

  it('the same folder works as a workspace scope', async () => {
    const dir = folder('plain2', { 'a.ts': 'export function f(x: string) { return JSON.parse(x); }\n' });
    const result = await offline('code-review', '--scope', 'workspace', '--workspace', dir);
    assert.equal(result.code, 5, result.stderr);
    assert.match(result.stdout, /not-reviewed/);
  });

  it('an empty folder and a glob that matches nothing', async () => {
    expectError(
      await offline('code-review', '--scope', 'workspace', '--workspace', folder('empty')),
      2,
      /no file|empty|nothing/i,
    );
    expectError(await offline('code-review', '--scope', 'path:nope/**', '--workspace', bench.sample), 2, /no|nothing/i);
  });

  it('an empty diff', async () => {
    const dir = folder('clean', { 'a.ts': 'export const a = 1;\n' });
    const git = (...args: string[]): void =>
      void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: dir, stdio: 'ignore' });
    git('init', '-b', 'main');
    git('add', '.');
    git('commit', '-m', 'first');
    expectError(await offline('code-review', '--scope', 'diff:main', '--workspace', dir), 2, /no|nothing|empty/i);
    expectError(await offline('code-review', '--scope', 'uncommitted', '--workspace', dir), 2, /no|nothing|empty/i);
  });

  it('a detached HEAD is fine', async () => {
    const head = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: bench.sample, encoding: 'utf8' }).trim();
    const dir = join(bench.dir, 'detached');
    execFileSync('git', ['clone', '-q', bench.sample, dir], { stdio: 'ignore' });
    execFileSync('git', ['checkout', '-q', '--detach', head], { cwd: dir, stdio: 'ignore' });
    const result = await offline('code-review', '--scope', 'diff:origin/main', '--workspace', dir);
    assert.equal(result.code, 5, result.stderr);
  });

  it('paths with spaces and Unicode, a file that is not UTF-8, a binary and a huge one', async () => {
    const dir = folder('Ünï cödé 工作', { 'späce file.ts': 'export const token = Math.random();\n' });
    writeFileSync(join(dir, 'latin1.ts'), Buffer.from([0x2f, 0x2f, 0x20, 0xe9, 0xe8, 0xff, 0x0a]));
    writeFileSync(join(dir, 'blob.bin'), Buffer.alloc(4096));
    writeFileSync(join(dir, 'huge.log'), '');
    truncateSync(join(dir, 'huge.log'), 200 * 1024 * 1024);
    const result = await offline('code-review', '--scope', 'workspace', '--workspace', dir);
    assert.equal(result.code, 5, result.stderr);
    for (const name of ['latin1.ts', 'blob.bin', 'huge.log'])
      assert.match(result.stdout, new RegExp(name.replace('.', '\\\\?.')));
  });

  it('a store that cannot be written', async () => {
    const blocked = join(bench.dir, 'blocked');
    writeFileSync(blocked, 'a file where the folder should be');
    const result = await bench.run([
      'run',
      'code-review',
      '--backend',
      'offline',
      '--workspace',
      bench.sample,
      '--store',
      blocked,
    ]);
    expectError(result, 2, /--store|writ/i);
  });

  it('no qwen, a qwen that is none, an old qwen', async () => {
    const env = {
      OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
      OPENAI_API_KEY: 'k',
      OPENAI_MODEL: 'm',
      PATH: '/usr/bin:/bin',
    };
    const args = ['run', 'code-review', '--workspace', bench.sample, '--store', bench.store];
    expectError(await bench.run(args, env), 3, /qwen.*npm install|qwen/is);
    expectError(await bench.run([...args, '--qwen', join(bench.dir, 'no-such')], env), 3, /qwen/i);
    const old = join(bench.dir, 'old-qwen');
    writeFileSync(old, '#!/bin/sh\necho 0.1.2\n');
    chmodSync(old, 0o755);
    expectError(await bench.run([...args, '--qwen', old], env), 3, /0\.1\.2|supported/i);
  });

  it('a model endpoint that is down ends soon, not after qwen gives up', async () => {
    const env = bench.modelEnv({ url: 'http://127.0.0.1:9/v1' });
    const result = await bench.run(['run', 'code-review', '--workspace', bench.sample, '--store', bench.store], env);
    expectError(result, 3, /127\.0\.0\.1:9/);
  });

  it('a backend that this version does not have', async () => {
    const result = await bench.run([
      'run',
      'code-review',
      '--backend',
      'boocoder',
      '--workspace',
      bench.sample,
      '--store',
      bench.store,
    ]);
    expectError(result, 3, /BooCoder/);
  });

  it('a run id that nobody knows', async () => {
    expectError(
      await bench.run(['report', 'nosuchrun1', '--workspace', bench.sample, '--store', bench.store]),
      2,
      /boo runs/,
    );
    expectError(await offline('--resume', 'nosuchrun1', '--workspace', bench.sample), 2, /boo runs/);
    expectError(await offline('--resume', '../../etc', '--workspace', bench.sample), 2, /boo runs/);
  });

  it('an --out that cannot be written is refused before anything runs', async () => {
    const args = ['code-review', '--workspace', bench.sample, '--out'];
    expectError(await offline(...args, join(bench.dir, 'no', 'such', 'r.md')), 2, /cannot be written/);
    expectError(await offline(...args, bench.dir), 2, /cannot be written/);
  });

  it('a history folder inside the workspace is refused', async () => {
    const store = join(bench.sample, '.history');
    const result = await bench.run([
      'run',
      'code-review',
      '--backend',
      'offline',
      '--workspace',
      bench.sample,
      '--store',
      store,
    ]);
    expectError(result, 2, /inside the workspace/);
  });

  it('a brief that would crowd out the code', async () => {
    expectError(await offline('code-review', '--workspace', bench.sample, '--brief', 'x'.repeat(30_000)), 2, /brief/);
  });

  it('says its version', async () => {
    assert.match((await bench.run(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it('a reader that closes the pipe early is no failure', async () => {
    const { command, env } = bench.shellCommand(['run', '--help']);
    const line = `${command} | head -c 1; echo " \${PIPESTATUS[0]}"`;
    const text = execFileSync('bash', ['-c', line], { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] });
    assert.match(text, /^U 0$/m);
  });

  it('a run that cannot start leaves no trace in the history', async () => {
    const env = bench.modelEnv({ url: 'http://127.0.0.1:9/v1' });
    const listed = async (): Promise<string> =>
      (await bench.run(['runs', '--workspace', bench.sample, '--store', bench.store])).stdout;
    const before = await listed();
    const run = await bench.run(['run', 'code-review', '--workspace', bench.sample, '--store', bench.store], env);
    assert.equal(run.code, 3);
    assert.equal(await listed(), before, 'a run that could not start must leave no trace');
  });

  it('a broken flow of the workspace is reported with line and column and hides no other', async () => {
    const flows = join(bench.sample, '.boocode', 'flows');
    mkdirSync(flows, { recursive: true });
    writeFileSync(join(flows, 'mine.yaml'), 'schema: boocode.flow/1\nname: mine\ntitel: Mine\n');
    const result = await bench.run(['flows', '--workspace', bench.sample]);
    assert.equal(result.code, 2);
    assert.match(result.stderr, /mine\.yaml:3:1: .*titel/);
    assert.match(result.stdout, /code-review/);
    expectError(await offline('mine', '--workspace', bench.sample), 2, /mine/);
  });
});
