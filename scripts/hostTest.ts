/**
 * Runs test/host/*.test.ts inside the extension host of a real VS Code on the sample repository, then
 * test/host/untrusted/*.test.ts on the same in Restricted Mode.
 * Options: --results FILE (counts for npm test), --grep TEXT.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compileHostTests } from './lib/compileHostTests.ts';
import { ensureChromium } from './lib/ensureChromium.ts';
import { ensureLocalVsCode } from './lib/ensureLocalVsCode.ts';
import { runHostSession } from './lib/hostSession.ts';
import { artifactsDir, repoRoot } from './lib/paths.ts';
import { countsOf, type Results, writeResults } from './lib/results.ts';
import { makeSample } from './lib/sample.ts';
import { runMain, say, SetupError } from './lib/say.ts';

const { values: flags } = parseArgs({ options: { results: { type: 'string' }, grep: { type: 'string' } } });
const limitMs = 10 * 60_000;

await runMain(async () => {
  if (!existsSync(join(repoRoot, 'dist/extension.cjs'))) throw new SetupError('dist is missing; run: npm run build');
  if (flags.grep !== undefined) process.env['TEST_GREP'] = flags.grep;
  const serverRoot = (await ensureLocalVsCode()).root;
  const chromium = await ensureChromium();
  const all: Results['tests'] = [];
  for (const kind of ['trusted', 'untrusted'] as const) {
    const source = join(repoRoot, kind === 'trusted' ? 'test/host' : 'test/host/untrusted');
    const exists = existsSync(source) && readdirSync(source).some((name) => name.endsWith('.test.ts'));
    if (!exists) continue;
    say(`Extension host, ${kind} workspace:`);
    const testDir = await compileHostTests(source, join(artifactsDir, 'host', kind));
    const parent = mkdtempSync(join(tmpdir(), 'boocode-sample-'));
    try {
      const workspace = join(parent, 'orders-service');
      await makeSample(workspace);
      const { results, why } = await runHostSession({
        serverRoot,
        chromium,
        extensions: [repoRoot],
        entry: join(repoRoot, 'test/host/index.cjs'),
        testDir,
        workspace,
        trusted: kind === 'trusted',
        env: { TEST_REPO: repoRoot, TEST_WORKSPACE: workspace },
        limitMs,
        keepIn: join(artifactsDir, 'host', `${kind}-logs`),
      });
      all.push(...(results?.tests ?? []));
      // A host that died half-way may also report success; only the file that is written last proves the end.
      const complete = results !== undefined && results.tests.length > 0 && /^exit [01]$/.test(why);
      if (!complete)
        all.push({
          name: `extension host, ${kind}`,
          state: 'failed',
          error: `the session did not come to its end: ${why}`,
        });
    } finally {
      rmSync(parent, { recursive: true, force: true });
    }
  }
  if (all.length === 0) all.push({ name: 'extension host', state: 'failed', error: 'no tests found' });
  const counts = countsOf({ tests: all });
  for (const test of all)
    if (test.error !== undefined && /did not come to its end|no tests found/.test(test.error))
      say(`${test.name}: ${test.error}`);
  if (flags.results !== undefined) await writeResults(flags.results, { tests: all });
  say(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped; logs in artifacts/host`);
  return counts.failed + counts.skipped === 0 ? 0 : 1;
});
