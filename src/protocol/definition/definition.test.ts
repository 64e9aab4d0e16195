import assert from 'node:assert/strict';
import { signalTable } from '../../workspace/signals/signalTable.ts';
import { signalIds } from './signals.ts';

describe('definition formats', () => {
  it('flows may name exactly the signals that the scan can raise', () => {
    assert.deepEqual([...signalIds].sort(), signalTable.map(({ id }) => id).sort());
  });
});
