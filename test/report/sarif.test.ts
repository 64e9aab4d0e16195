import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { buildReport } from '../../src/engine/report/buildReport.ts';
import type { BuildInput } from '../../src/engine/report/model.ts';
import { toSarif } from '../../src/engine/report/sarif.ts';
import { runs } from '../golden/reports/runs.ts';
import { adrRun, gapRun, pageRun, testRun } from './documentRuns.ts';

const run = promisify(execFile);

/** The validator of the format's own authors comes as one program per platform. */
function validator(): string {
  const folder = { linux: 'linux', darwin: 'darwin', win32: 'win32' }[process.platform as string] ?? 'unknown';
  const program = path.join(
    import.meta.dirname,
    `../../node_modules/@microsoft/sarif-multitool-${folder}`,
    process.platform === 'win32' ? 'Sarif.Multitool.exe' : 'Sarif.Multitool',
  );
  assert.ok(
    existsSync(program),
    `The SARIF validator is not installed for ${process.platform}: ${program} is missing.`,
  );
  return program;
}

interface Message {
  readonly ruleId: string;
  readonly level?: string;
  readonly message: { readonly text?: string; readonly id?: string; readonly arguments?: readonly string[] };
}

describe('SARIF, judged by its official validator', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'boo-sarif-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function validate(name: string, text: string): Promise<readonly Message[]> {
    const file = path.join(folder, `${name}.sarif`);
    const out = path.join(folder, `${name}.result.sarif`);
    await writeFile(file, text);
    await run(validator(), ['validate', file, '--output', out, '--log', 'ForceOverwrite'], {
      env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
      timeout: 60_000,
    }).catch((error: unknown) => {
      // It ends with a code of its own when it has something to say; then the log says what.
      if (!existsSync(out)) throw error;
    });
    const log = JSON.parse(await readFile(out, 'utf8')) as { runs: { results?: Message[] }[] };
    return log.runs.flatMap((entry) => entry.results ?? []);
  }

  const inputs: Readonly<Record<string, BuildInput>> = {
    ...runs,
    document: adrRun(),
    gaps: gapRun(),
    tests: testRun(),
    page: pageRun(),
  };
  for (const [name, input] of Object.entries(inputs)) {
    it(`has nothing to object to in ${name}`, async () => {
      const messages = await validate(name, toSarif(buildReport(input), '1.2.3'));
      assert.deepEqual(
        messages.map(({ ruleId, level = 'warning', message }) => [ruleId, level, message]),
        [],
      );
    }).timeout(60_000);
  }

  it('does object to a broken file', async () => {
    const broken = toSarif(buildReport(adrRun())).replace('"version": "2.1.0"', '"version": "2.1.0",\n  "runsOf": 3');
    assert.notDeepEqual(await validate('broken', broken), []);
  }).timeout(60_000);

  it('carries the same ids as the other formats, and further evidence as related places', () => {
    const report = buildReport(adrRun());
    const log = JSON.parse(toSarif(report)) as {
      runs: [
        {
          results: {
            ruleId: string;
            properties: { id: string };
            partialFingerprints: object;
            relatedLocations: object[];
          }[];
        },
      ];
    };
    const [{ results }] = log.runs;
    assert.deepEqual(
      results.map((result) => result.properties.id),
      report.findings.map((entry) => entry.id),
    );
    assert.deepEqual(
      results.map((result) => result.relatedLocations.length),
      [1, 0],
    );
    for (const result of results) {
      assert.match(result.ruleId, /^codebase-explorer\/\w/);
      assert.equal(Object.keys(result.partialFingerprints).length, 1);
    }
  });
});
