import assert from 'node:assert/strict';
import { type ErrorCode, errorCatalogue } from '../protocol/errors.ts';
import { fixesFor, remedyFor } from './remedies.ts';

describe('remedies in the editor', () => {
  const codes = Object.keys(errorCatalogue) as ErrorCode[]; // Object.keys forgets the key type.

  it('never tell a person in the editor to use the command line of the product', () => {
    for (const code of codes) {
      const remedy = remedyFor(code);
      assert.doesNotMatch(
        remedy,
        /`boo |--(scope|brief|backend|qwen|store|workspace|help|size|format|resume)\b|path:GLOB/,
        code,
      );
      assert.match(remedy, /\.$/, `${code}: a sentence`);
    }
  });

  it('offer at most three buttons, none of them twice', () => {
    for (const code of codes) {
      const fixes = fixesFor(code);
      assert.ok(fixes.length <= 3, code);
      assert.equal(new Set(fixes).size, fixes.length, code);
    }
  });
});
