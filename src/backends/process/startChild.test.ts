import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BooError } from '../../protocol/errors.ts';
import { treeAlive } from './killTree.ts';
import { openProcessRegistry, sweepOrphans } from './processRegistry.ts';
import { processStartTime } from './processStartTime.ts';
import { type Child, startChild } from './startChild.ts';

const dir = mkdtempSync(join(tmpdir(), 'boo-process-'));

interface Started {
  readonly child: Child;
  readonly lines: string[];
  readonly overflows: number[];
  readonly line: (text: string) => Promise<void>;
}

async function start(script: string, maxLineBytes = 1_000_000): Promise<Started> {
  const lines: string[] = [];
  const overflows: number[] = [];
  const waiting: { text: string; resolve: () => void }[] = [];
  const child = await startChild({
    command: process.execPath,
    args: ['-e', script],
    cwd: dir,
    env: { ONLY: 'this' },
    maxLineBytes,
    onLine: (line) => {
      lines.push(line);
      for (const entry of waiting) if (entry.text === line) entry.resolve();
    },
    onOverflow: (bytes) => overflows.push(bytes),
  });
  const line = (text: string): Promise<void> =>
    lines.includes(text) ? Promise.resolve() : new Promise((resolve) => waiting.push({ text, resolve }));
  return { child, lines, overflows, line };
}

describe('startChild', () => {
  it('delivers lines, stderr and the exit code, and passes on no environment of its own', async () => {
    const { child, lines } = await start(
      'console.log(Object.keys(process.env).filter((k) => !k.startsWith("__")).join()); console.error("oops"); process.stdin.on("data", (d) => { process.stdout.write("got " + d); process.exit(3); })',
    );
    child.writeLine('hello');
    assert.deepEqual(await child.exited, { code: 3, signal: null });
    assert.deepEqual(lines, ['ONLY', 'got hello']);
    assert.match(child.stderr(), /oops/);
  });

  it('reports an overlong line and goes on with the next', async () => {
    const { child, lines, overflows } = await start('console.log("x".repeat(5000)); console.log("next")', 1_000);
    await child.exited;
    assert.deepEqual(lines, ['next']);
    assert.equal(overflows.length, 1);
  });

  it('keeps only the end of a long stderr', async () => {
    const { child } = await start('process.stderr.write("a".repeat(100000) + "end", () => process.exit(0))');
    await child.exited;
    assert.equal(child.stderr().length, 16 * 1024);
    assert.ok(child.stderr().endsWith('end'));
  });

  it('fails with agent_lost when there is no such program', async () => {
    const options = {
      command: join(dir, 'missing'),
      args: [],
      cwd: dir,
      env: {},
      maxLineBytes: 10,
      onLine: () => {},
      onOverflow: () => {},
    };
    await assert.rejects(startChild(options), (error) => error instanceof BooError && error.code === 'agent_lost');
  });

  it('kills a tree that ignores SIGTERM, grandchildren included', async () => {
    const stubborn = 'process.on("SIGTERM", () => {}); process.on("SIGINT", () => {});';
    const { child, lines, line } = await start(
      `${stubborn} const c = require("child_process").spawn(process.execPath, ["-e", '${stubborn} console.log("up"); setInterval(() => {}, 1000)'], { stdio: ["ignore", "inherit", "ignore"] }); console.log("pid " + c.pid); setInterval(() => {}, 1000);`,
    );
    await line('up');
    const grandchild = Number(/^pid (\d+)$/.exec(lines.find((text) => text.startsWith('pid')) ?? '')?.[1]);
    assert.notEqual(processStartTime(grandchild), null);
    await child.kill();
    assert.deepEqual(child.exit(), { code: null, signal: 'SIGKILL' });
    assert.equal(treeAlive(child.pid), false);
    assert.equal(processStartTime(grandchild), null);
  });

  it('asks first: a process that handles SIGTERM ends by itself', async () => {
    const { child, line } = await start(
      'process.on("SIGTERM", () => process.exit(7)); console.log("up"); setInterval(() => {}, 1000)',
    );
    await line('up');
    await child.kill();
    assert.deepEqual(child.exit(), { code: 7, signal: null });
    await child.kill();
  });
});

describe('process registry', () => {
  after(() => rmSync(dir, { recursive: true, force: true }));

  it('sweeps what a dead owner has left, and nothing else', async () => {
    const registryDir = join(dir, 'processes');
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    // A host that starts two children under the registry, reports them, and is then killed.
    const host = `
      const { startChild } = await import(${JSON.stringify(join(import.meta.dirname, 'startChild.ts'))});
      const { openProcessRegistry } = await import(${JSON.stringify(join(import.meta.dirname, 'processRegistry.ts'))});
      const registry = openProcessRegistry(${JSON.stringify(registryDir)});
      const options = { command: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'], cwd: '/', env: {}, maxLineBytes: 100, onLine() {}, onOverflow() {}, registry };
      const child = await startChild(options);
      require('net').connect(${address.port}, '127.0.0.1').end(String(child.pid));`;
    const owner = await startChild({
      command: process.execPath,
      args: [
        '--input-type=module',
        '-e',
        `import { createRequire } from 'node:module'; const require = createRequire('/');${host}`,
      ],
      cwd: dir.replace(/[^/]*$/, ''),
      env: {},
      maxLineBytes: 1_000,
      onLine: () => {},
      onOverflow: () => {},
    });
    const [socket] = await once(server, 'connection');
    const [data] = await once(socket, 'data');
    const orphan = Number(String(data));
    server.close();

    assert.deepEqual(sweepOrphans(registryDir), [], 'the owner lives');
    process.kill(owner.pid, 'SIGKILL');
    await owner.exited;
    assert.notEqual(processStartTime(orphan), null);
    const mine = openProcessRegistry(registryDir);
    mine.add(process.pid);
    assert.deepEqual(sweepOrphans(registryDir), [orphan]);
    while (processStartTime(orphan) !== null) await new Promise((resolve) => setTimeout(resolve, 5));
    mine.remove(process.pid);
    assert.deepEqual(sweepOrphans(registryDir), []);
  });
});
