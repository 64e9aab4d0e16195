import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { eventually, extensionUnderTest, runFlow, runOver } from './extensionUnderTest.ts';

/** Folder of the open workspace's own definitions. */
function ownFolder(): string {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  return join(folder.uri.fsPath, '.boocode');
}

async function put(name: string, text: string): Promise<vscode.Uri> {
  const file = join(ownFolder(), name);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, text);
  return vscode.Uri.file(file);
}

async function replaceAll(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
}

const broken = `schema: boocode.flow/1
name: broken
title: Broken
category: Mine
description: A flow with a mistake.
launcher:
  prompt: What?
report: {}
bands:
  start: tiny
spine:
  angles:
    - id: a
      persona: nobody
      question: Why?
`;

describe('definition files in the editor', function () {
  this.timeout(60_000);

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(ownFolder(), { recursive: true, force: true });
  });

  it('marks what is wrong where it is, also in text that is not saved, and lets go when it is right', async () => {
    await extensionUnderTest();
    const uri = await put('flows/broken.yaml', broken);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    const found = (): vscode.Diagnostic[] =>
      vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'BooCode');
    const [first] = await eventually('a problem', () => (found().length > 0 ? found() : undefined));
    assert.ok(first);
    assert.equal(first.range.start.line, 9, first.message);
    await replaceAll(document, broken.replace('start: tiny', 'start: small'));
    const persona = await eventually('the next problem', () => found().find(({ range }) => range.start.line === 13));
    assert.match(persona.message, /no persona "nobody"/);
    await replaceAll(document, broken.replace('start: tiny', 'start: small').replace('nobody', 'junior-developer'));
    await eventually('no problem', () => (found().length === 0 ? true : undefined));
  });

  it('completes keys, words of closed lists and names of personas, and explains keys', async () => {
    const document = await vscode.workspace.openTextDocument(
      await put('flows/typing.yaml', `${broken.replaceAll('broken', 'typing')}      \n`),
    );
    const items = async (line: number, column: number): Promise<string[]> => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        new vscode.Position(line, column),
      );
      return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    };
    assert.ok((await items(13, 15)).includes('junior-developer'));
    assert.ok((await items(9, 9)).includes('medium'));
    const keys = await items(15, 6);
    assert.ok(keys.includes('signals') && !keys.includes('persona'), keys.join());
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new vscode.Position(9, 4),
    );
    const text = hovers
      .flatMap(({ contents }) => contents)
      .map((part) => (typeof part === 'string' ? part : part.value));
    assert.match(text.join().replaceAll('&nbsp;', ' '), /no rule holds/);
  });

  it('writes a flow and a persona from templates, shows the flow without being asked, and runs it', async () => {
    const { api } = await extensionUnderTest();
    const persona = await vscode.commands.executeCommand<vscode.Uri>('boocode.newPersona', {
      place: 'workspace',
      title: 'Refund Specialist',
    });
    assert.ok(persona.fsPath.endsWith(join('.boocode', 'agents', 'refund-specialist.md')));
    const flow = await vscode.commands.executeCommand<vscode.Uri>('boocode.newFlow', {
      template: 'question',
      place: 'workspace',
      title: 'Refund review',
    });
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, flow.fsPath);
    const { flowsTree } = api;
    assert.ok(flowsTree);
    await eventually('the row of the new flow', async () => {
      for (const group of await flowsTree.getChildren()) {
        const rows = await flowsTree.getChildren(group);
        if (rows.some((row) => row.kind === 'flow' && row.name === 'refund-review')) return true;
      }
      return undefined;
    });
    const app = await api.app();
    const state = await runOver(app, await runFlow({ flow: 'refund-review' }));
    assert.equal(state.state, 'completed', JSON.stringify(state.error));
    assert.equal(state.plan.flow.source, 'workspace');
  });

  it('redraws the Flows view when a file changes on disk', async () => {
    const { api } = await extensionUnderTest();
    const { flowsTree } = api;
    assert.ok(flowsTree);
    let redrawn = 0;
    const listening = flowsTree.onDidChangeTreeData(() => (redrawn += 1));
    try {
      await put('flows/later.yaml', broken.replaceAll('broken', 'later'));
      await eventually('a redraw', () => (redrawn > 0 ? true : undefined), 30_000);
    } finally {
      listening.dispose();
    }
  });

  it('never overwrites a file and refuses a title that is taken', async () => {
    const count = async (): Promise<number> =>
      (await vscode.workspace.fs.readDirectory(vscode.Uri.file(join(ownFolder(), 'flows')))).length;
    const before = await count();
    const again = await vscode.commands.executeCommand('boocode.newFlow', {
      template: 'document',
      place: 'workspace',
      title: 'Code review',
    });
    assert.equal(again, undefined);
    assert.equal(await count(), before);
  });
});
