import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retry } from '../src/lib/retry.ts';

test('gives up after the last attempt', async () => {
  let calls = 0;
  const work = async () => {
    calls++;
    throw new Error('down');
  };
  await assert.rejects(retry(work, { attempts: 3, baseMs: 1 }), /down/);
  assert.equal(calls, 3);
});
