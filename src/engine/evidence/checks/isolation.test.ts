import assert from 'node:assert/strict';
import { leakedName } from './isolation.ts';

const names = ['.github/workflows/ci.yml', 'src/index.ts', 'docs/README.md', 'apps/shop/main.ts', 'src/billing/pay.ts'];

describe('names of the workspace in a finding of an isolated agent', () => {
  it('are no leak when half of all projects have them', () => {
    for (const text of [
      'Put the job into .github/workflows/ci.yml.',
      'The library starts at src/index.ts.',
      'See docs/README.md',
    ])
      assert.equal(leakedName(text, names), undefined);
    assert.equal(leakedName('See vendor/src/billing/pay.ts and src/billing/pay.ts.bak', names), undefined);
  });
  it('are a leak when they are this project’s', () => {
    assert.equal(leakedName('apps/shop/main.ts starts it.', names), 'apps/shop/main.ts');
    assert.equal(leakedName('See src/billing/pay.ts.', names), 'src/billing/pay.ts');
    assert.equal(leakedName('src/index.ts and .github/workflows/ci.yml', names), '.github/workflows/ci.yml');
  });
});
