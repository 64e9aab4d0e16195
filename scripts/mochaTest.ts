/**
 * Runs test files of the named groups on this Node. Options: --group unit|suites|architecture|ui, --results FILE (counts
 * for npm test), --grep TEXT.
 */
import { parseArgs } from 'node:util';
import { countsOf, writeResults } from './lib/results.ts';
import { failIfLeftOpen, runMocha } from './lib/runMocha.ts';
import { runMain, say, SetupError } from './lib/say.ts';
import { testGroups } from './lib/testGroups.ts';

const { values: flags } = parseArgs({
  options: { group: { type: 'string', default: 'unit' }, results: { type: 'string' }, grep: { type: 'string' } },
});

await runMain(async () => {
  const group = testGroups.find(({ name }) => name === flags.group);
  if (group === undefined)
    throw new SetupError(`Unknown group ${flags.group}; known: ${testGroups.map(({ name }) => name).join(', ')}`);
  await group.setUp?.();
  const results = await runMocha({ ...group, grep: flags.grep });
  if (results.tests.length === 0)
    results.tests.push({ name: `group ${group.name}`, state: 'failed', error: 'no tests found' });
  if (flags.results !== undefined) await writeResults(flags.results, results);
  const { passed, failed, skipped } = countsOf(results);
  say(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  failIfLeftOpen(10_000);
  return failed + skipped === 0 ? 0 : 1;
});
