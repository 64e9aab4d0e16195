import assert from 'node:assert/strict';
import fc from 'fast-check';
import { makePlanOf, makeStep } from '../../../test/support/runFixture.ts';
import { planGraph } from './graph.ts';
import { ReadyQueue } from './readyQueue.ts';

/** Random acyclic graph: every step needs some earlier ones. */
const plans = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 40 }).map((needs) =>
  makePlanOf(
    needs.map((picks, index) =>
      makeStep(`s${index}`, {
        needs:
          index === 0
            ? []
            : [...new Set(picks.map((pick) => pick % index))].map((n) => ({ step: `s${n}`, required: true })),
      }),
    ),
  ),
);

describe('ReadyQueue', () => {
  it('gives steps by longest remaining path, then plan order', () => {
    fc.assert(
      fc.property(plans, fc.infiniteStream(fc.nat()), (plan, noise) => {
        const graph = planGraph(plan);
        const queue = new ReadyQueue(graph);
        const shuffled = plan.steps
          .map((step) => ({ id: step.id, key: noise.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key);
        for (const { id } of shuffled) queue.push(id);
        const out: string[] = [];
        for (let id = queue.pop(); id !== undefined; id = queue.pop()) out.push(id);
        const expected = plan.steps
          .map((step) => step.id)
          .sort(
            (a, b) =>
              (graph.rank.get(b) ?? 0) - (graph.rank.get(a) ?? 0) ||
              (graph.order.get(a) ?? 0) - (graph.order.get(b) ?? 0),
          );
        assert.deepEqual(out, expected);
      }),
    );
  });

  it('holds an id once', () => {
    const queue = new ReadyQueue(planGraph(makePlanOf([makeStep('a')])));
    queue.push('a');
    queue.push('a');
    assert.equal(queue.size, 1);
  });
});

describe('planGraph', () => {
  it('ranks a step above everything that waits for it', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { rank } = planGraph(plan);
        for (const step of plan.steps) {
          for (const need of step.needs) assert.ok((rank.get(need.step) ?? 0) > (rank.get(step.id) ?? 0));
        }
      }),
    );
  });
});
