import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { artifactsDir, nodeModule, repoRoot } from '../../scripts/lib/paths.ts';
import { run } from '../../scripts/lib/run.ts';

const outputSchema = z.object({
  summary: z.object({
    totalCruised: z.number(),
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

/** Runs the guard in `dir`, whose files lie under `src` and `webview` like those of the product. */
async function cruise(dir: string, folders: readonly string[]) {
  const args = [
    nodeModule('dependency-cruiser/bin/dependency-cruiser.mjs'),
    '--config',
    join(repoRoot, '.dependency-cruiser.cjs'),
    '--output-type',
    'json',
    ...folders,
  ];
  const { stdout, stderr } = await run(process.execPath, args, { cwd: dir, timeoutMs: 120_000 });
  assert.match(stdout, /^\{/, stderr);
  return outputSchema.parse(JSON.parse(stdout)).summary;
}

/** `=== path` starts a file. Returns the folders at the top of the tree that was written. */
function plant(file: string, dir: string): string[] {
  const tops = new Set<string>();
  for (const part of readFileSync(file, 'utf8').split(/^=== /m).slice(1)) {
    const [path = '', ...lines] = part.split('\n');
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), lines.join('\n'));
    tops.add(path.split('/')[0] ?? '');
  }
  return [...tops];
}

describe('arrows between the layers', function () {
  this.timeout(120_000);
  const planted = join(import.meta.dirname, 'planted');
  const config = z
    .object({ forbidden: z.array(z.object({ name: z.string() })) })
    .parse(createRequire(import.meta.url)(join(repoRoot, '.dependency-cruiser.cjs')));
  // inside the checkout, so that packages resolve as they do for the product
  mkdirSync(artifactsDir, { recursive: true });
  const work = mkdtempSync(join(artifactsDir, 'planted-'));
  after(() => rmSync(work, { recursive: true, force: true }));

  it('hold in the product', async () => {
    const summary = await cruise(repoRoot, ['src', 'webview']);
    assert.ok(summary.totalCruised > 20, `only ${summary.totalCruised} files were looked at`);
    assert.deepEqual(
      summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`),
      [],
    );
  });

  it('have a planted violation for each rule', () => {
    const files = readdirSync(planted)
      .filter((name) => name !== 'README.txt')
      .map((name) => name.replace(/[.]txt$/, ''));
    assert.deepEqual(files.sort(), config.forbidden.map(({ name }) => name).sort());
  });

  for (const { name } of config.forbidden) {
    it(`are guarded by ${name}`, async () => {
      const dir = join(work, name);
      const folders = plant(join(planted, `${name}.txt`), dir);
      const { violations } = await cruise(dir, folders);
      assert.deepEqual([...new Set(violations.map(({ rule }) => rule.name))], [name]);
    });
  }
});
