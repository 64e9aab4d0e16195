import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { staleSchemas } from '../../../scripts/buildSchemas.ts';
import { signalTable } from '../../workspace/signals/signalTable.ts';
import { signalIds } from './signals.ts';

describe('definition formats', () => {
  it('the JSON schemas in media/schemas are those of the zod schemas', () => {
    assert.deepEqual(
      staleSchemas().map((path) => basename(path)),
      [],
      'run: node scripts/buildSchemas.ts',
    );
  });

  it('flows may name exactly the signals that the scan can raise', () => {
    assert.deepEqual([...signalIds].sort(), signalTable.map(({ id }) => id).sort());
  });
});
