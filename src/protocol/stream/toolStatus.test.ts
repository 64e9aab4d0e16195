import assert from 'node:assert/strict';
import { toolStatusSchema } from '../agentEvent.ts';
import { joinStatus } from './toolStatus.ts';

describe('tool status join', () => {
  const table: [string, string, string][] = [
    ['pending', 'running', 'running'],
    ['running', 'pending', 'running'],
    ['running', 'completed', 'completed'],
    ['completed', 'running', 'completed'],
    ['completed', 'cancelled', 'completed'],
    ['cancelled', 'completed', 'cancelled'],
    ['running', 'cancelled', 'cancelled'],
    ['completed', 'failed', 'failed'],
    ['failed', 'completed', 'failed'],
    ['cancelled', 'blocked', 'blocked'],
    ['blocked', 'completed', 'blocked'],
    ['blocked', 'failed', 'failed'],
  ];
  for (const [current, next, expected] of table) {
    it(`${current} then ${next} is ${expected}`, () => {
      const parse = (value: string) => toolStatusSchema.parse(value);
      assert.equal(joinStatus(parse(current), parse(next)), expected);
    });
  }
});
