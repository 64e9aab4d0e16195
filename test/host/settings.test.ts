import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { defaultSettings } from '../../src/compose/settings.ts';
import { parseSettings, readSettings } from '../../src/vscode/config.ts';
import { extensionUnderTest, runFlow } from './extensionUnderTest.ts';

describe('settings', () => {
  const folder = vscode.workspace.workspaceFolders?.[0];

  afterEach(async () => {
    await vscode.workspace
      .getConfiguration('boocode')
      .update('concurrency', undefined, vscode.ConfigurationTarget.Workspace);
  });

  it('are the defaults of the application when nothing is set', () => {
    const settings = parseSettings(() => undefined);
    assert.deepEqual(settings.app, defaultSettings);
    assert.deepEqual([settings.backend, settings.notifications, settings.problems], ['qwen', 'unfocused', []]);
  });

  it('are read live', async () => {
    assert.equal(readSettings(folder).app.concurrency, 4);
    await vscode.workspace.getConfiguration('boocode').update('concurrency', 2, vscode.ConfigurationTarget.Workspace);
    assert.equal(readSettings(folder).app.concurrency, 2);
  });

  it('say which value cannot be used, and use the default in its place', () => {
    const bad: Record<string, unknown> = { concurrency: 'many', sandbox: 'maybe', 'limits.stepMinutes': 1.5 };
    const settings = parseSettings((key) => bad[key]);
    assert.deepEqual(settings.app, defaultSettings);
    assert.deepEqual(settings.problems.map(({ key }) => key).sort(), Object.keys(bad).sort());
    const [concurrency] = settings.problems.filter(({ key }) => key === 'concurrency');
    assert.equal(
      concurrency?.message,
      'The setting boocode.concurrency must be a whole number from 1 to 32; it is "many".',
    );
  });

  it('stop a run from starting while one of them is wrong', async () => {
    const { api } = await extensionUnderTest();
    const { store } = await api.app();
    const before = (await store.list()).length;
    await vscode.workspace
      .getConfiguration('boocode')
      .update('concurrency', 'many', vscode.ConfigurationTarget.Workspace);
    await assert.rejects(() => runFlow({}), /did not start a run/);
    assert.equal((await store.list()).length, before);
  });
});
