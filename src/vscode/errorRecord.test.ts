import assert from 'node:assert/strict';
import { BooError } from '../protocol/errors.ts';
import { errorRecordOf } from './errorRecord.ts';

/** As the class of the other bundle looks from here: the same shape, another identity. */
class ForeignError extends Error {
  override readonly name = 'BooError';
  readonly code = 'qwen_missing';
  readonly where = 'PATH';
}

describe('error records', () => {
  it('keep the code of an error thrown by the other bundle', () => {
    assert.deepEqual(errorRecordOf(new ForeignError('There is no qwen.')), {
      code: 'qwen_missing',
      message: 'There is no qwen.',
      where: 'PATH',
    });
    assert.equal(errorRecordOf(new BooError('scope_empty', 'Nothing.')).code, 'scope_empty');
  });

  it('do not take codes from elsewhere for ours', () => {
    const missing = Object.assign(new Error('no such file'), { code: 'ENOENT' });
    assert.deepEqual(errorRecordOf(missing), { code: 'internal', message: 'no such file' });
    assert.deepEqual(errorRecordOf('plain text'), { code: 'internal', message: 'plain text' });
  });

  it('are bounded', () => {
    assert.equal(errorRecordOf(new BooError('internal', 'x'.repeat(10_000))).message.length, 4000);
  });
});
