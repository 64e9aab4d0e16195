import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRefundSchema, toCents } from '../src/refunds/refund.ts';

test('converts euros to cents', () => {
  assert.equal(toCents(12.5), 1250);
});

test('refuses a negative amount', () => {
  const result = newRefundSchema.safeParse({ amount: -1 });
  assert.ok(result);
});
