import assert from 'node:assert/strict';
import { test } from 'node:test';
import { totalCents } from '../src/orders/order.ts';

test('adds up the lines', () => {
  const lines = [
    { sku: 'A', quantity: 2, unitPriceCents: 250 },
    { sku: 'B', quantity: 1, unitPriceCents: 999 },
  ];
  assert.equal(totalCents({ customerId: 'c', lines }), 1499);
});
