import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from '../../scripts/lib/ensureChromium.ts';
import { withLock } from '../../scripts/lib/fileLock.ts';
import { descendantsOf, listProcesses } from '../../scripts/lib/processTree.ts';
import { findOnPath, mustRun, run, startGroup } from '../../scripts/lib/run.ts';

const node = process.execPath;

describe('running commands', () => {
  const dir = mkdtempSync(join(tmpdir(), 'run-'));
  after(() => rmSync(dir, { recursive: true, force: true }));

  it('returns code and output, and feeds input', async () => {
    const script =
      "process.stdin.on('data', (d) => { console.log('got ' + d); console.error('err'); process.exitCode = 3; })";
    assert.deepEqual(await run(node, ['-e', script], { input: 'hello' }), {
      code: 3,
      signal: null,
      stdout: 'got hello\n',
      stderr: 'err\n',
    });
  });

  it('says what a failed command said', async () => {
    await assert.rejects(
      mustRun(node, ['-e', "console.error('the reason'); process.exit(2)"]),
      /ended with 2[.]\nthe reason/,
    );
    await assert.rejects(run(join(dir, 'nothing-here'), []), /Could not start/);
  });

  it('ends a whole group, even members that refuse the polite signal', async () => {
    const stubborn = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up');";
    const leader = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(stubborn)}], { stdio: 'inherit' }); setInterval(() => {}, 1000);`;
    const group = startGroup(node, ['-e', leader], { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise((ready) => group.child.stdout?.once('data', ready));
    const members = await descendantsOf(group.pid);
    assert.equal(members.length, 1);
    await group.stop();
    const gone = async (): Promise<boolean> =>
      !(await listProcesses()).some(({ pid }) => pid === group.pid || pid === members[0]?.pid);
    while (!(await gone())) await new Promise(setImmediate);
  });

  it('finds executables like a shell does', async () => {
    const tool = join(dir, 'tool');
    writeFileSync(tool, '#!/bin/sh\n');
    assert.equal(await findOnPath('tool', { PATH: dir }), undefined);
    chmodSync(tool, 0o755);
    assert.equal(await findOnPath('tool', { PATH: `/nowhere::${dir}` }), tool);
    assert.equal(await ensureChromium({ CHROMIUM: tool, PATH: '' }), tool);
    await assert.rejects(ensureChromium({ CHROMIUM: join(dir, 'no'), PATH: '' }), /is not an executable file/);
  });
});

describe('lock between processes', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lock-'));
  after(() => rmSync(dir, { recursive: true, force: true }));

  it('lets one in at a time', async () => {
    const path = join(dir, 'one');
    const state = { inside: 0, most: 0, done: 0 };
    const work = async (): Promise<void> => {
      state.inside++;
      state.most = Math.max(state.most, state.inside);
      await new Promise(setImmediate);
      state.inside--;
      state.done++;
    };
    await Promise.all([1, 2, 3].map(() => withLock(path, 10_000, () => {}, work)));
    assert.deepEqual(state, { inside: 0, most: 1, done: 3 });
  });

  it('takes over from an owner that died', async () => {
    const path = join(dir, 'dead');
    const { stdout } = await run(node, [
      '-e',
      `const fs = require('node:fs'); fs.mkdirSync(${JSON.stringify(path)}); fs.writeFileSync(${JSON.stringify(join(path, 'pid'))}, String(process.pid)); console.log(process.pid)`,
    ]);
    assert.match(stdout, /^\d+\n$/);
    assert.equal(
      await withLock(
        path,
        10_000,
        () => {},
        async () => 'in',
      ),
      'in',
    );
  });

  it('gives up on an owner that lives on, and says so', async () => {
    const path = join(dir, 'held');
    const waited: number[] = [];
    await withLock(
      path,
      1000,
      () => {},
      () =>
        assert.rejects(
          withLock(
            path,
            300,
            (pid) => waited.push(pid),
            async () => {},
          ),
          /held .* for too long/,
        ),
    );
    assert.deepEqual(waited, [process.pid]);
  });
});
