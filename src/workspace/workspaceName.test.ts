import assert from 'node:assert/strict';
import { workspaceName } from './workspaceName.ts';

describe('workspaceName', () => {
  it('is the last folder, safe to show', () => {
    assert.equal(workspaceName('/home/me/my repo'), 'my repo');
    assert.equal(workspaceName('/home/me/my repo/'), 'my repo');
    assert.equal(workspaceName('/a/b\u001b[31m\nc'), 'b [31m c');
    assert.equal(workspaceName('/'), 'workspace');
    assert.equal(workspaceName(`/${'x'.repeat(200)}`).length, 80);
  });
});
