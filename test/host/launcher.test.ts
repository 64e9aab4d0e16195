import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import { extensionUnderTest, runOver } from './extensionUnderTest.ts';

describe('the launcher', function () {
  this.timeout(120_000);

  it('starts the run that the last page shows, when each page is accepted', async () => {
    const { api } = await extensionUnderTest();
    const preset = { flow: 'code-review', scope: { kind: 'path', globs: ['src/**'] }, backend: 'offline' };
    let over = false;
    const launched = Promise.resolve(vscode.commands.executeCommand<unknown>('boocode.runFlow', preset)).finally(() => {
      over = true;
    });
    // Nothing tells from outside which page is in front; accepting one that is still loading does nothing.
    while (!over) {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await pause(100);
    }
    const runId = await launched;
    if (typeof runId !== 'string') assert.fail('no run was started');
    const state = await runOver(await api.app(), runId);
    assert.equal(state.plan.flow.name, 'code-review');
    assert.equal(state.backend, 'offline');
    assert.ok(state.plan.scope.files.length > 0);
    assert.ok(state.plan.scope.files.every((file) => file.path.startsWith('src/')));
  });

  it('starts nothing when it is closed', async () => {
    const { api } = await extensionUnderTest();
    const { store } = await api.app();
    const before = (await store.list()).length;
    let over = false;
    const launched = Promise.resolve(vscode.commands.executeCommand<unknown>('boocode.runFlow')).finally(() => {
      over = true;
    });
    while (!over) {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      await pause(100);
    }
    assert.equal(await launched, undefined);
    assert.equal((await store.list()).length, before);
  });

  it('refuses a flow that does not exist and arguments that make no sense', async () => {
    const { api } = await extensionUnderTest();
    const { store } = await api.app();
    const before = (await store.list()).length;
    assert.equal(
      await vscode.commands.executeCommand('boocode.runFlow', { flow: 'no-such-flow', start: true }),
      undefined,
    );
    assert.equal(await vscode.commands.executeCommand('boocode.runFlow', { flow: ['code-review'] }), undefined);
    assert.equal(await vscode.commands.executeCommand('boocode.runFlow', { backend: 'shell' }), undefined);
    assert.equal((await store.list()).length, before);
  });
});
