import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BooError } from '../../protocol/errors.ts';
import { maxPromptBytes, neutralisePrompt, restoreAt } from './promptText.ts';

describe('neutralisePrompt', () => {
  it('leaves qwen nothing to expand or to run, and the model the same text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('@', '/', '!', '\\', ' ', '\n', 'a', '.', '"', 'é') }), (text) => {
        const sent = neutralisePrompt(text);
        assert.ok(!sent.includes('@'));
        assert.ok(!/^[/!?@]/.test(sent));
        const received: unknown = JSON.parse(restoreAt(JSON.stringify({ content: sent })));
        assert.ok(typeof received === 'object' && received !== null && 'content' in received);
        assert.ok(received.content === text || received.content === `\n${text}`);
      }),
    );
  });

  it('refuses what is larger than 500 KB, counted in bytes', () => {
    const tooLarge = 'é'.repeat(maxPromptBytes / 2) + 'x';
    assert.throws(
      () => neutralisePrompt(tooLarge),
      (error) => error instanceof BooError && error.code === 'model_request_rejected',
    );
    assert.equal(neutralisePrompt('x'.repeat(maxPromptBytes)).length, maxPromptBytes);
  });
});
