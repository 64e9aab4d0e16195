import assert from 'node:assert/strict';
import { StartGate } from './startGate.ts';

describe('StartGate', () => {
  it('never runs more than its limit at once, runs all in order, and survives failures', async () => {
    const gate = new StartGate(2);
    let now = 0;
    let peak = 0;
    const order: number[] = [];
    const work = (id: number) => async (): Promise<number> => {
      order.push(id);
      now += 1;
      peak = Math.max(peak, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      if (id % 3 === 0) throw new Error('no');
      return id;
    };
    const results = await Promise.allSettled([0, 1, 2, 3, 4, 5, 6].map((id) => gate.run(work(id))));
    assert.equal(peak, 2);
    assert.deepEqual(order, [0, 1, 2, 3, 4, 5, 6]);
    assert.deepEqual(
      results.map((result) => result.status),
      ['rejected', 'fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'rejected'],
    );
    assert.equal(await gate.run(work(1)), 1);
  });
});
