import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { type ModelEndpoint, startModelEndpoint } from '../modelEndpoint/modelEndpoint.ts';
import { say, stepOf } from '../modelEndpoint/replies.ts';
import { script as reviewer } from '../modelEndpoint/reviewer.ts';
import type { Script } from '../modelEndpoint/types.ts';
import { CliBench } from '../support/cli.ts';

const brief = 'A refund stays pending although the webhook answered 200; the status update is lost.';
const flow = ['investigate', '--scope', 'workspace', '--brief', brief];

describe('investigate on qwen', () => {
  const bench = new CliBench();
  let endpoint: ModelEndpoint | undefined;
  before(async () => {
    mkdirSync(bench.home);
    await bench.makeSample();
  });
  afterEach(async () => endpoint?.close());
  after(() => bench.remove());

  async function model(script: Script): Promise<Record<string, string>> {
    endpoint = await startModelEndpoint(script);
    return bench.modelEnv(endpoint);
  }
  const served = (): (string | null)[] => (endpoint?.requests ?? []).map(stepOf);
  const section = (report: { sections: { heading: string; markdown: string }[] }, heading: string): string =>
    report.sections.find((entry) => entry.heading === heading)?.markdown ?? '';

  it('ends in a root cause that rests on numbered evidence; the rewrite is skipped when nothing was refuted', async () => {
    const { code, report, stderr } = await bench.report(flow, await model(reviewer));
    assert.equal(report.verdict, 'complete', report.verdictReasons.join('\n') + stderr);
    assert.equal(code, 0);
    assert.match(section(report, 'Root cause'), /not awaited[\s\S]*E-001/);
    assert.match(section(report, 'Planned fix'), /src\/refunds\/refundService\.ts/);
    assert.ok(report.findings.every((finding) => finding.id.startsWith('E-')));
    assert.equal(report.account.steps.skipped, 1);
    assert.ok(!served().includes('rewrite'));
  });

  it('a refutation with checked counter-evidence leads to one rewrite', async () => {
    const verdict = {
      target: 'E-001',
      verdict: 'refuted',
      strategy: 'evidence',
      hypothesis: 'The update is awaited by its caller.',
      investigation: 'Read src/refunds/refund.ts; the module is imported there.',
      evidence: [
        {
          trust: 'codebase',
          path: 'src/refunds/refund.ts',
          startLine: 1,
          endLine: 1,
          quote: "import { z } from 'zod';",
        },
      ],
    };
    const env = await model((request) => {
      if (stepOf(request) !== 'validate') return reviewer(request);
      const others = ['E-002', 'E-003', 'E-004'].map((target) => ({ ...verdict, target, verdict: 'confirmed' }));
      const body = { findings: [], checked: ['all'], openQuestions: [], verdicts: [verdict, ...others] };
      return say(`\`\`\`json\n${JSON.stringify(body)}\n\`\`\``);
    });
    const { report } = await bench.report(flow, env);
    assert.ok(served().includes('rewrite'), 'the rewrite did not run');
    assert.match(section(report, 'Root cause'), /Rewritten/);
    assert.equal(report.account.steps.skipped, 0);
  });
});
