/**
 * npm test: every check there is, except benchmarks. Needs nothing but the dependencies; what else is missing is set up
 * on the way. A stage that could not run counts as failed. The last line is `N passed, N failed`.
 *   --only a,b   run these stages only (see the names below)
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureOptionalTools } from './lib/ensureTools.ts';
import { nodeModule, repoRoot } from './lib/paths.ts';
import { countsOf, readResults } from './lib/results.ts';
import { run } from './lib/run.ts';
import { say } from './lib/say.ts';
import { testGroups } from './lib/testGroups.ts';

interface Tally {
  passed: number;
  failed: number;
}

interface Stage {
  readonly name: string;
  readonly title: string;
  readonly work: () => Promise<Tally>;
}

const { values: flags } = parseArgs({ options: { only: { type: 'string' } } });
const temp = mkdtempSync(join(tmpdir(), 'boocode-test-'));

/** Runs a check that either passes or fails as a whole. */
async function check(args: readonly string[]): Promise<Tally> {
  const { code } = await run(process.execPath, args, { cwd: repoRoot, output: 'inherit', timeoutMs: 20 * 60_000 });
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function sum(works: readonly (() => Promise<Tally>)[]): Promise<Tally> {
  const total = { passed: 0, failed: 0 };
  for (const work of works) {
    const { passed, failed } = await work();
    total.passed += passed;
    total.failed += failed;
  }
  return total;
}

/** Runs a script that writes a results file; its exit code can only make things worse. */
async function counted(script: string, args: readonly string[]): Promise<Tally> {
  const file = join(mkdtempSync(join(temp, 'stage-')), 'results.json');
  const { code } = await run(process.execPath, [join(repoRoot, script), ...args, '--results', file], {
    cwd: repoRoot,
    output: 'inherit',
    timeoutMs: 60 * 60_000,
  });
  const results = await readResults(file);
  if (results === undefined) return { passed: 0, failed: 1 };
  const { passed, failed, skipped } = countsOf(results);
  for (const test of results.tests) if (test.state === 'skipped') say(`Skipped, which counts as failed: ${test.name}`);
  const bad = failed + skipped;
  return { passed, failed: code !== 0 && bad === 0 ? 1 : bad };
}

function group(name: string): Stage {
  const title = testGroups.find((candidate) => candidate.name === name)?.title ?? name;
  return { name, title, work: () => counted('scripts/mochaTest.ts', ['--group', name]) };
}

const sources = ['src', 'webview', 'scripts', 'test'];
const stages: readonly Stage[] = [
  {
    name: 'types',
    title: 'Types',
    work: () =>
      sum(
        ['tsconfig.json', 'src/engine/tsconfig.json', 'webview/tsconfig.json'].map(
          (project) => () => check([nodeModule('typescript/bin/tsc'), '-p', project, '--noEmit']),
        ),
      ),
  },
  {
    name: 'lint',
    title: 'ESLint',
    work: () => check([nodeModule('eslint/bin/eslint.js'), '--max-warnings', '0', ...sources]),
  },
  {
    name: 'format',
    title: 'Prettier',
    work: () =>
      check([
        nodeModule('prettier/bin/prettier.cjs'),
        '--check',
        '--log-level',
        'warn',
        ...sources,
        'sample',
        '*.mjs',
        '*.js',
        '.dependency-cruiser.cjs',
        '*.json',
        'flows',
      ]),
  },
  group('architecture'),
  {
    name: 'unused',
    title: 'Knip: dead files, exports and dependencies',
    work: () => check([nodeModule('knip/bin/knip.js')]),
  },
  group('unit'),
  { name: 'package', title: 'Build and package', work: () => check([join(repoRoot, 'scripts/package.ts')]) },
  group('suites'),
  { name: 'host', title: 'Inside the real extension host', work: () => counted('scripts/hostTest.ts', []) },
  group('ui'),
];

const only = flags.only?.split(',');
const unknown = only?.filter((name) => !stages.some((stage) => stage.name === name)) ?? [];
if (unknown.length > 0) {
  say(`Unknown stage: ${unknown.join(', ')}. Stages: ${stages.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

const lines: string[] = [];
const total = { passed: 0, failed: 0 };
try {
  await ensureOptionalTools();
  for (const stage of stages) {
    if (only !== undefined && !only.includes(stage.name)) continue;
    process.stdout.write(`\n== ${stage.title}\n`);
    const started = Date.now();
    let tally: Tally;
    try {
      tally = await stage.work();
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
      tally = { passed: 0, failed: 1 };
    }
    total.passed += tally.passed;
    total.failed += tally.failed;
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    lines.push(
      `  ${tally.failed === 0 ? 'ok    ' : 'FAILED'} ${stage.name.padEnd(13)} ${String(tally.passed).padStart(5)} passed ${String(tally.failed).padStart(3)} failed  ${seconds.padStart(6)} s`,
    );
  }
} finally {
  rmSync(temp, { recursive: true, force: true });
}
process.stdout.write(
  `\n== Summary${only === undefined ? '' : ` of ${only.join(', ')} only`}\n${lines.join('\n')}\n\n${total.passed} passed, ${total.failed} failed\n`,
);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
