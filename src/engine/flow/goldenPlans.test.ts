import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawPlan } from '../../../test/golden/plans/drawPlan.ts';
import { compileShipped, root } from '../../../test/golden/plans/shippedLibrary.ts';
import { scopeFixture, workspaceFixture } from '../../../test/golden/plans/scopeFixture.ts';
import { type Band, type Plan, planSchema } from '../../protocol/plan.ts';

const folder = join(root, 'test', 'golden', 'plans');
const bands: readonly Band[] = ['small', 'medium', 'large'];
const briefs: Readonly<Record<Band, string>> = {
  small: 'The total is too low for three pieces.',
  medium: 'Order lookup returns the wrong value after a retry.',
  large: 'Sometimes the order page is stuck and rows are lost: wrong data.',
};

/** Set UPDATE_GOLDEN=1 to accept what the compiler does now; look at the difference in git. */
function compareGolden(name: string, actual: string): void {
  const path = join(folder, name);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, actual);
    return;
  }
  const expected = readFileSync(path, 'utf8').replace(/\r\n/g, '\n');
  assert.equal(actual, expected, `${name} differs; run with UPDATE_GOLDEN=1 if that is intended`);
}

function promptOf(plan: Plan, id: string): string {
  const step = plan.steps.find((candidate) => candidate.id === id);
  assert.ok(step?.kind === 'agent');
  return `${step.prompt}\n`;
}

describe('golden plans', () => {
  for (const band of bands) {
    it(`code-review, ${band} diff`, () => {
      const plan = planSchema.parse(compileShipped('code-review', { scope: scopeFixture(band) }));
      assert.equal(plan.band.value, band);
      compareGolden(`code-review.${band}.txt`, drawPlan(plan));
    });
    it(`investigate, ${band} brief`, () => {
      const plan = planSchema.parse(
        compileShipped('investigate', { scope: workspaceFixture('large'), brief: briefs[band] }),
      );
      assert.equal(plan.band.value, band);
      compareGolden(`investigate.${band}.txt`, drawPlan(plan));
    });
  }
  it('prompts, word for word', () => {
    const review = compileShipped('code-review', { scope: scopeFixture('medium'), brief: 'Look at the retry.' });
    const investigation = compileShipped('investigate', { scope: workspaceFixture('medium'), brief: briefs.large });
    for (const id of ['junior-developer', 'security', 'validate'])
      compareGolden(`prompt.code-review.${id}.txt`, promptOf(review, id));
    for (const id of ['root-cause', 'rewrite'])
      compareGolden(`prompt.investigate.${id}.txt`, promptOf(investigation, id));
  });
});
