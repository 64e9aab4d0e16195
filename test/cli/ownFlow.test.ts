import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repoRoot } from '../../scripts/lib/paths.ts';
import { CliBench } from '../support/cli.ts';

const page = readFileSync(join(repoRoot, 'docs/WRITE-YOUR-OWN-FLOW.md'), 'utf8');

/** The files that the page tells its reader to write, by the path in the text above each block; copied byte for byte. */
function filesOnPage(): Map<string, string> {
  const files = new Map<string, string>();
  for (const [, path = '', text = ''] of page.matchAll(
    /`(\.boocode\/[\w./-]+)`:\n\n```(?:yaml|markdown)\n([\s\S]*?\n)```/g,
  ))
    files.set(path, text);
  return files;
}

/** The commands that the page tells its reader to type, without `boo`. */
function commandsOnPage(): string[][] {
  const lines = [...page.matchAll(/```sh\n([\s\S]*?)\n```/g)].map((match) => match[1] ?? '');
  return lines.map((line) =>
    [...line.replace(/^boo /, '').matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? ''),
  );
}

describe('"Write your own flow", followed literally', function () {
  this.timeout(120_000);
  const bench = new CliBench();
  before(() => bench.makeSample());
  after(() => bench.remove());

  const inSample = (args: readonly string[]) =>
    bench.run([
      ...args.map((word) => word.replace(/^\.boocode/, join(bench.sample, '.boocode'))),
      '--workspace',
      bench.sample,
      '--store',
      bench.store,
    ]);

  it('has files and commands to follow', () => {
    assert.deepEqual([...filesOnPage().keys()].sort(), [
      '.boocode/agents/money-specialist.md',
      '.boocode/flows/error-handling.yaml',
      '.boocode/flows/how-it-works.yaml',
    ]);
    assert.equal(commandsOnPage().length, 3);
  });

  it('each command does what the page says, with the files as they stand there', async () => {
    for (const [path, text] of filesOnPage()) {
      const target = join(bench.sample, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
    for (const command of commandsOnPage()) {
      const result = await inSample(command);
      const expected = command[0] === 'flows' ? 0 : 5; // offline: leads that no model judged
      assert.equal(result.code, expected, `${command.join(' ')}\n${result.stdout}\n${result.stderr}`);
    }
  });

  it('the extra angle can be added where the page says', async () => {
    const extra = /```yaml\n( {4}- id: money[\s\S]*?)\n```/.exec(page)?.[1] ?? '';
    const path = join(bench.sample, '.boocode/flows/error-handling.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('  validators:', `${extra}\n  validators:`));
    const check = await inSample(['flows', 'check', '.boocode/flows/error-handling.yaml']);
    assert.equal(check.code, 0, check.stdout);
    const run = await inSample(['run', 'error-handling', '--backend', 'offline']);
    assert.match(run.stderr, /money-specialist/);
  });

  it('`boo flows` lists the shipped ones and the new ones', async () => {
    const { stdout, code } = await inSample(['flows']);
    assert.equal(code, 0);
    assert.equal(stdout.trim().split('\n').length, 24);
  });

  it('a mistake is named with file, line and column, and what to write instead', async () => {
    const path = join(bench.sample, '.boocode/flows/wrong.yaml');
    const text = filesOnPage().get('.boocode/flows/error-handling.yaml') ?? '';
    writeFileSync(
      path,
      text
        .replace('name: error-handling', 'name: wrong')
        .replace('persona: junior-developer', 'persona: junior-develper'),
    );
    const { stdout, code } = await inSample(['flows', 'check', '.boocode/flows/wrong.yaml']);
    assert.equal(code, 2);
    const line = text.split('\n').findIndex((row) => row.includes('persona: junior-developer')) + 1;
    assert.match(
      stdout,
      new RegExp(`wrong\\.yaml:${line}:\\d+: There is no persona "junior-develper"\\..*junior-developer`),
    );
    const all = await inSample(['flows', 'check']);
    assert.equal(all.code, 2, 'one bad file is seen among all');
    assert.match(all.stdout, /24 flows/);
  });
});
