/**
 * npm run test:desktop: the tests of test/host inside desktop VS Code, on machines that can download it. Needs `npm run
 * build` first (the npm script does it); on Linux without a display: xvfb-run -a npm run test:desktop.
 * VSCODE_VERSION chooses the version (default: stable).
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { compileHostTests } from '../scripts/lib/compileHostTests.ts';
import { makeSample } from '../scripts/lib/sample.ts';
import { quietSettings } from '../scripts/lib/workbenchSettings.ts';

const repo = resolve(import.meta.dirname, '..');
if (!existsSync(join(repo, 'dist/extension.cjs'))) throw new Error('dist is missing; run: npm run build');
const testDir = await compileHostTests(join(repo, 'test/host'), join(repo, 'artifacts/host/desktop'));

// Short: the path of a socket below it must stay under about 100 characters.
const home = await mkdtemp(join(tmpdir(), 'boo-'));
const results = join(home, 'results.json');
try {
  const workspace = join(home, 'orders-service');
  await makeSample(workspace);
  await mkdir(join(home, 'u/User'), { recursive: true });
  await writeFile(join(home, 'u/User/settings.json'), JSON.stringify(quietSettings));
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  await runTests({
    version: process.env.VSCODE_VERSION ?? 'stable',
    extensionDevelopmentPath: repo,
    extensionTestsPath: join(repo, 'test/host/index.cjs'),
    extensionTestsEnv: {
      TEST_RESULTS: results,
      TEST_DIR: testDir,
      TEST_REPO: repo,
      TEST_WORKSPACE: workspace,
      TEST_GREP: process.env.TEST_GREP,
    },
    launchArgs: [
      workspace,
      '--user-data-dir',
      join(home, 'u'),
      '--extensions-dir',
      join(home, 'x'),
      '--disable-extensions',
      '--disable-workspace-trust',
      '--skip-welcome',
      '--skip-release-notes',
      '--disable-gpu',
      ...asRoot,
    ],
  });
  // The exit code alone proves nothing: a host that crashed may report success.
  const { tests } = JSON.parse(await readFile(results, 'utf8'));
  const count = (state) => tests.filter((test) => test.state === state).length;
  console.log(`${count('passed')} passed, ${count('failed') + count('skipped')} failed`);
  if (count('passed') === 0 || count('failed') + count('skipped') > 0) process.exitCode = 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
}
