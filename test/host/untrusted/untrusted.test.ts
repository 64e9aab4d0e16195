import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extensionUnderTest } from '../extensionUnderTest.ts';

describe('in Restricted Mode', () => {
  it('the workspace is not trusted, else the rest proves nothing', () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it('the history can be read', async () => {
    const { api } = await extensionUnderTest();
    assert.deepEqual(await api.runsTree?.getChildren(), []);
  });

  it('no run starts, by the command or past it', async () => {
    const { api } = await extensionUnderTest();
    const app = await api.app();
    const preset = { flow: 'code-review', scope: { kind: 'workspace' }, brief: '', backend: 'offline', start: true };
    assert.equal(await vscode.commands.executeCommand('boocode.runFlow', preset), undefined);
    const scope = await app.resolveScope({ kind: 'workspace' }, '', new AbortController().signal);
    const plan = await app.plan({ flow: 'code-review', brief: '', scope, size: 'small' });
    await assert.rejects(app.start(plan, 'offline'), { code: 'workspace_untrusted' });
    assert.deepEqual(await app.store.list(), []);
  });

  it('flows of the workspace are not offered', async () => {
    const { api } = await extensionUnderTest();
    const { flows } = await (await api.app()).flows();
    assert.ok(flows.length > 0);
    assert.ok(flows.every((flow) => flow.source !== 'workspace'));
  });
});
