import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { startModelEndpoint, type ModelEndpoint } from '../modelEndpoint/modelEndpoint.ts';
import { eventually, extensionUnderTest, runFlow, runOver } from './extensionUnderTest.ts';

const repo = process.env['TEST_REPO'];

/** The real qwen CLI against a model that never answers: the run is under way for as long as the test wants. */
describe('cancelling', function () {
  this.timeout(180_000);
  const names = ['BOO_QWEN', 'OPENAI_BASE_URL', 'OPENAI_API_KEY', 'OPENAI_MODEL'] as const;
  const saved = names.map((name) => [name, process.env[name]] as const);
  let endpoint: ModelEndpoint;

  before(async () => {
    assert.ok(repo, 'TEST_REPO names the checkout');
    endpoint = await startModelEndpoint(() => ({ kind: 'stall' }));
    process.env['BOO_QWEN'] = join(repo, 'node_modules/.bin/qwen');
    process.env['OPENAI_BASE_URL'] = endpoint.url;
    process.env['OPENAI_API_KEY'] = 'test';
    process.env['OPENAI_MODEL'] = 'scripted';
  });

  after(async () => {
    for (const [name, value] of saved) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await endpoint.close();
  });

  it('ends the run, lets the model go and leaves a row that can be resumed', async () => {
    const { api } = await extensionUnderTest();
    const app = await api.app();
    const runId = await runFlow({ backend: 'qwen' });
    await endpoint.arrived(1);
    const { runsTree } = api;
    assert.ok(runsTree);
    const row = await eventually('the row', async () =>
      (await runsTree.getChildren()).find((node) => node.runId === runId),
    );
    assert.equal(runsTree.getTreeItem(row).contextValue, 'run cancellable');
    assert.match(String(runsTree.getTreeItem(row).description), /^running · \d+\/\d+/);

    await vscode.commands.executeCommand('boocode.cancelRun', runId);

    const state = await runOver(app, runId, 20_000);
    assert.equal(state.state, 'cancelled');
    await eventually('the end of every request at the model', () =>
      endpoint.requests.every((request) => request.finishedAt !== null) ? true : undefined,
    );
    const words = await eventually('the end in the row', () => {
      const value = runsTree.getTreeItem(row).contextValue ?? '';
      return value.includes('resumable') ? value : undefined;
    });
    assert.equal(words, 'run deletable resumable');
    assert.match(String(runsTree.getTreeItem(row).description), /^cancelled/);
  });

  it('of all runs cancels each of them', async () => {
    const { api } = await extensionUnderTest();
    const app = await api.app();
    const seen = endpoint.requests.length;
    const runIds = [await runFlow({ backend: 'qwen' }), await runFlow({ backend: 'qwen' })];
    await endpoint.arrived(seen + 1);
    assert.equal(await vscode.commands.executeCommand('boocode.cancelAllRuns'), 2);
    for (const runId of runIds) assert.equal((await runOver(app, runId, 20_000)).state, 'cancelled');
  });
});
