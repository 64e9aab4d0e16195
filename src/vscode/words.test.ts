import assert from 'node:assert/strict';
import { count, duration, runStateWord } from './words.ts';

describe('words for people', () => {
  it('say a duration with two units at most', () => {
    const cases: [number, string][] = [
      [-5, '0s'],
      [8_400, '8s'],
      [59_999, '59s'],
      [60_000, '1m 00s'],
      [134_000, '2m 14s'],
      [3_600_000, '1h 00m'],
      [3_780_000, '1h 03m'],
    ];
    for (const [ms, text] of cases) assert.equal(duration(ms), text);
  });

  it('count with the right number', () => {
    assert.equal(count(1, 'file'), '1 file');
    assert.equal(count(0, 'file'), '0 files');
    assert.equal(count(4_000_000, 'token'), '4,000,000 tokens');
  });

  it('put the finer truth before the state', () => {
    assert.equal(runStateWord({ state: 'running', interrupted: true, verdict: null }), 'interrupted');
    assert.equal(runStateWord({ state: 'completed', interrupted: false, verdict: 'not-reviewed' }), 'not reviewed');
    assert.equal(runStateWord({ state: 'blocked', interrupted: false, verdict: null }), 'needs you');
  });
});
