import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from '../../scripts/lib/paths.ts';
import { Semaphore } from '../../src/base/semaphore.ts';
import type { BackendId, Band } from '../../src/protocol/plan.ts';
import type { Report } from '../../src/protocol/report.ts';
import type { RunState } from '../../src/protocol/run.ts';
import { follower } from '../modelEndpoint/follower.ts';
import { type ModelEndpoint, startModelEndpoint } from '../modelEndpoint/modelEndpoint.ts';
import { FlowBench } from './flowBench.ts';
import { flowInputs } from './inputs.ts';

const flows = readdirSync(join(repoRoot, 'flows'))
  .map((name) => name.replace(/\.yaml$/, ''))
  .sort();
const sizes: readonly Band[] = ['small', 'large'];

/** The report of a run that came to its end. */
function reportOf(run: RunState): Report {
  assert.equal(run.state, 'completed', JSON.stringify(run.error));
  assert.ok(run.report);
  return run.report;
}

/** What must hold for every report, whatever the flow and the backend. */
function checkReport(report: Report, run: RunState): void {
  const { steps, findings } = report.account;
  assert.equal(steps.completed + steps.failed + steps.skipped, steps.planned);
  assert.equal(report.workspaceUnchanged, true);
  assert.equal(report.run.planHash, run.plan.planHash);
  const counted = findings.raised - findings.excluded - findings.merged;
  assert.equal(counted, report.findings.length, 'every raised finding has exactly one place');
  const ids = report.findings.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const citation of report.findings.flatMap((finding) => finding.citations))
    assert.notEqual(citation.status, 'unverified', JSON.stringify(citation));
}

/** Runs everything a few at a time, so that the agents of one run find the processes of another still warm. */
function runAll(bench: FlowBench, backend: BackendId): (flow: string, size: Band) => Promise<RunState> {
  const results = new Map<string, Promise<RunState>>();
  const slots = new Semaphore(3);
  const whole = new AbortController().signal;
  for (const flow of flows) {
    for (const size of sizes) {
      const run = slots.take(whole).then(async (leave) => bench.run(flow, size, backend).finally(leave));
      run.catch(() => {}); // told by the test that asks for it
      results.set(`${flow} ${size}`, run);
    }
  }
  return (flow, size) => results.get(`${flow} ${size}`) ?? Promise.reject(new Error('not started'));
}

describe('every flow, small and large', function () {
  this.timeout(300_000);
  it('has an input here', () => {
    assert.deepEqual(Object.keys(flowInputs).sort(), flows);
    assert.equal(flows.length, 22);
  });

  describe('on offline', () => {
    const bench = new FlowBench();
    let result: ReturnType<typeof runAll>;
    before(async () => {
      await bench.open(null);
      result = runAll(bench, 'offline');
    });
    after(() => bench.remove());
    for (const flow of flows) {
      for (const size of sizes) {
        it(`${flow}, ${size}`, async () => {
          const run = await result(flow, size);
          const report = reportOf(run);
          checkReport(report, run);
          assert.equal(report.verdict, 'not-reviewed');
          assert.ok(report.findings.every(({ kind }) => kind === 'lead'));
        });
      }
    }
  });

  describe('on the real qwen CLI with a model that follows its prompts', () => {
    let endpoint: ModelEndpoint;
    const bench = new FlowBench();
    let result: ReturnType<typeof runAll>;
    before(async () => {
      endpoint = await startModelEndpoint(follower(bench.sample));
      await bench.open(endpoint.url);
      result = runAll(bench, 'qwen');
    });
    after(async () => {
      await bench.remove();
      await endpoint.close();
    });
    for (const flow of flows) {
      for (const size of sizes) {
        it(`${flow}, ${size}`, async () => {
          const run = await result(flow, size);
          const report = reportOf(run);
          checkReport(report, run);
          assert.notEqual(report.verdict, 'not-reviewed', report.verdictReasons.join(' '));
          assert.deepEqual(
            report.steps.filter(({ state }) => state !== 'completed' && state !== 'skipped'),
            [],
          );
        });
      }
    }
  });
});
