import { globSync } from 'node:fs';
import { inspect } from 'node:util';
import Mocha from 'mocha';
import { repoRoot } from './paths.ts';
import type { Results } from './results.ts';

export interface MochaOptions {
  /** Globs relative to the checkout. */
  readonly globs: readonly string[];
  readonly exclude?: readonly string[];
  readonly grep?: string | undefined;
  readonly timeoutMs: number;
}

/** Runs test files in this process, printing them as they pass or fail, and returns what came of each test. */
export async function runMocha(options: MochaOptions): Promise<Results> {
  const files = globSync([...options.globs], { cwd: repoRoot, exclude: [...(options.exclude ?? [])] }).sort();
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: 'spec',
    timeout: options.timeoutMs,
    forbidOnly: true,
    ...(options.grep === undefined ? {} : { grep: options.grep }),
  });
  for (const file of files) mocha.addFile(`${repoRoot}/${file}`);
  await mocha.loadFilesAsync();
  const tests: Results['tests'] = [];
  await new Promise<void>((done) => {
    const runner = mocha.run(() => done());
    runner.on('pass', (test) => tests.push({ name: test.fullTitle(), state: 'passed' }));
    // also called for a failing hook, which is not a test but must count
    runner.on('fail', (test, error: unknown) =>
      tests.push({
        name: test.fullTitle(),
        state: 'failed',
        error: error instanceof Error ? (error.stack ?? error.message) : inspect(error),
      }),
    );
    runner.on('pending', (test) => tests.push({ name: test.fullTitle(), state: 'skipped' }));
  });
  return { tests };
}

/**
 * Ends this process by itself if something keeps it alive: tests that leave timers, sockets or processes behind hide
 * defects of the same kind in the product, so that is a failure, not a reason to exit quietly.
 */
export function failIfLeftOpen(graceMs: number): void {
  setTimeout(() => {
    process.stderr.write(`The tests left something open: ${process.getActiveResourcesInfo().join(', ')}\n`);
    process.exit(1);
  }, graceMs).unref();
}
