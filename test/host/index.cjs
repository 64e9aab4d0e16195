/**
 * What VS Code runs inside its extension host, in the browser as well as on the desktop: mocha over the compiled
 * `*.test.cjs` files of TEST_DIR. The results file (TEST_RESULTS) is what counts: a host that crashes also reports exit
 * code 0. Lines that start with `#T ` are shown by the caller; the rest of the console is workbench noise.
 */
const { readdirSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { inspect } = require('node:util');

/** One finished string: the bridge to the caller does not expand format directives. */
const tell = (text) => console.log(`#T ${text}`);
const textOf = (error) => error?.stack ?? inspect(error);

function writeResults(results) {
  const file = process.env.TEST_RESULTS;
  if (!file) return;
  writeFileSync(`${file}.tmp`, JSON.stringify(results, null, 1));
  renameSync(`${file}.tmp`, file);
}

exports.run = async () => {
  // mocha is an ES module; require() returns its namespace
  const loaded = require('mocha');
  const Mocha = loaded.default ?? loaded;
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 30_000,
    grep: process.env.TEST_GREP || undefined,
    forbidOnly: true,
    reporter: function silent() {},
  });
  const dir = process.env.TEST_DIR ?? __dirname;
  for (const name of readdirSync(dir)
    .filter((name) => name.endsWith('.test.cjs'))
    .sort())
    mocha.addFile(join(dir, name));
  await mocha.loadFilesAsync();
  const tests = [];
  const failures = await new Promise((done) => {
    const runner = mocha.run(done);
    runner.on('pass', (test) => {
      tests.push({ name: test.fullTitle(), state: 'passed' });
      tell(`  ok ${test.fullTitle()} (${test.duration} ms)`);
    });
    runner.on('fail', (test, error) => {
      tests.push({ name: test.fullTitle(), state: 'failed', error: textOf(error) });
      tell(`  not ok ${test.fullTitle()}\n${textOf(error)}`);
    });
    runner.on('pending', (test) => {
      tests.push({ name: test.fullTitle(), state: 'skipped' });
      tell(`  skipped ${test.fullTitle()}`);
    });
  });
  writeResults({ tests });
  if (failures > 0) throw new Error(`${failures} failed`);
};
