import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { settingsTable } from '../../src/vscode/config.ts';
import { commandId } from '../../src/vscode/ids.ts';
import { extensionUnderTest } from './extensionUnderTest.ts';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { command: string; title: string; category?: string }[];
    readonly configuration: readonly { properties: Record<string, { default: unknown; scope?: string }> }[];
  };
  readonly capabilities: { untrustedWorkspaces: { restrictedConfigurations: readonly string[] } };
}

describe('activation', () => {
  it('loads nothing of the application before it is needed', async () => {
    const { extension, api } = await extensionUnderTest();
    console.log(`#T   activated in ${api.activateMs.toFixed(1)} ms`);
    const loaded = Object.keys(require.cache).filter((file) => file.startsWith(extension.extensionPath));
    assert.ok(
      loaded.some((file) => file.endsWith('extension.cjs')),
      'the module cache of the extension host is not visible from here',
    );
    assert.deepEqual(
      loaded.filter((file) => /app\.cjs$|sql-wasm/.test(file)),
      [],
    );
  });

  it('registers exactly the commands that package.json declares', async () => {
    const { extension } = await extensionUnderTest();
    const manifest: Manifest = extension.packageJSON;
    const declared = manifest.contributes.commands.map(({ command }) => command).sort();
    const registered = (await vscode.commands.getCommands(true)).filter((id) => declared.includes(id)).sort();
    assert.deepEqual(registered, declared);
    assert.deepEqual(Object.values(commandId).sort(), declared);
  });

  it('shows the launcher in the palette under the promised words', async () => {
    const { extension } = await extensionUnderTest();
    const manifest: Manifest = extension.packageJSON;
    const launcher = manifest.contributes.commands.find(({ command }) => command === 'boocode.runFlow');
    assert.equal(launcher?.title, 'Run Orchestrator Flow');
    assert.equal(launcher.category, undefined, 'a category would be put in front of the title');
  });

  it('declares each setting with the default that the code uses', async () => {
    const { extension } = await extensionUnderTest();
    const manifest: Manifest = extension.packageJSON;
    const declared = Object.assign({}, ...manifest.contributes.configuration.map(({ properties }) => properties));
    for (const [key, row] of Object.entries(settingsTable)) {
      assert.deepEqual(declared[`boocode.${key}`]?.default, row.fallback, key);
      assert.equal(row.schema.safeParse(row.fallback).success, true, `${key}: the default is refused by its own rule`);
    }
  });

  it('ignores workspace values of settings that start or weaken something until the workspace is trusted', async () => {
    const { extension } = await extensionUnderTest();
    const manifest: Manifest = extension.packageJSON;
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    const harmless = ['boocode.notifications'];
    const expected = Object.keys(settingsTable).map((key) => `boocode.${key}`);
    assert.deepEqual([...restricted].sort(), expected.filter((key) => !harmless.includes(key)).sort());
  });
});
