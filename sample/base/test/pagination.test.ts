import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPage } from '../src/http/pagination.ts';

test('reads the size', () => {
  assert.equal(readPage(new URLSearchParams('page=2&size=10')).limit, 10);
});

test('refuses a size above 100', () => {
  assert.throws(() => readPage(new URLSearchParams('size=101')), /between 1 and 100/);
});
