import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from '../../scripts/lib/paths.ts';
import type { Band, Plan } from '../../src/protocol/plan.ts';
import { drawPlan } from '../golden/plans/drawPlan.ts';
import { FlowBench } from './flowBench.ts';
import { flowInputs } from './inputs.ts';

const bands: readonly Band[] = ['small', 'medium', 'large'];
const folder = join(repoRoot, 'test/golden/flows');

/** One file per flow with its three plans. Set UPDATE_GOLDEN=1 to accept what the compiler does now; look at the difference in git. */
function compare(name: string, actual: string): void {
  const path = join(folder, name);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, actual);
    return;
  }
  const expected = readFileSync(path, 'utf8').replace(/\r\n/g, '\n');
  assert.equal(actual, expected, `${name} differs; run with UPDATE_GOLDEN=1 if that is intended`);
}

function draw(plan: Plan): string {
  const sizes = plan.steps.flatMap((step) => (step.kind === 'agent' ? [`${step.id} ${step.promptTokens}`] : []));
  return `${drawPlan(plan)}\nplanHash: ${plan.planHash}\nprompt tokens: ${sizes.join(', ')}\n`;
}

describe('plans of all flows on the sample repository', function () {
  this.timeout(120_000);
  const first = new FlowBench();
  const second = new FlowBench();
  before(async () => {
    await first.open(null);
    await second.open(null);
  });
  after(async () => {
    await first.remove();
    await second.remove();
  });

  for (const flow of Object.keys(flowInputs)) {
    it(`${flow}: small, medium and large are as kept`, async () => {
      const plans: Plan[] = [];
      for (const band of bands) plans.push(await first.plan(flow, band));
      assert.deepEqual(
        plans.map(({ band }) => band.value),
        bands,
      );
      compare(`${flow}.txt`, plans.map(draw).join(`\n${'='.repeat(80)}\n\n`));
    });

    it(`${flow}: another copy of the repository gives the same hash`, async () => {
      assert.equal((await second.plan(flow, 'auto')).planHash, (await first.plan(flow, 'auto')).planHash);
    });

    it(`${flow}: every prompt fits and states its size`, async () => {
      const { steps } = await first.plan(flow, 'large');
      for (const step of steps) {
        if (step.kind !== 'agent') continue;
        assert.ok(step.promptTokens <= 24_000, step.id);
        assert.match(step.prompt, /Size of this prompt: about \d+ tokens/, step.id);
      }
    });
  }
});
