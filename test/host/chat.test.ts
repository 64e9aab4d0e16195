import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extensionUnderTest, runOver } from './extensionUnderTest.ts';

/** Collects what an answer consists of. */
class Answer {
  text = '';
  readonly steps: string[] = [];
  readonly buttons: string[] = [];
  readonly places: string[] = [];

  markdown(value: string | vscode.MarkdownString): void {
    this.text += typeof value === 'string' ? value : value.value;
  }

  progress(value: string): void {
    this.steps.push(value);
  }

  button(command: vscode.Command): void {
    this.buttons.push(command.command);
  }

  anchor(value: vscode.Uri | vscode.Location): void {
    this.places.push(value instanceof vscode.Uri ? value.path : `${value.uri.path}:${value.range.start.line + 1}`);
  }
}

const never = new vscode.CancellationTokenSource().token;
const ask = (command: string | undefined, prompt: string, references: readonly vscode.ChatPromptReference[] = []) => ({
  command,
  prompt,
  references,
});

describe('the chat participant', function () {
  this.timeout(120_000);

  before(async () => {
    await vscode.workspace.getConfiguration('boocode').update('backend', 'offline', vscode.ConfigurationTarget.Global);
  });

  after(async () => {
    await vscode.workspace.getConfiguration('boocode').update('backend', undefined, vscode.ConfigurationTarget.Global);
  });

  it('has a slash command for every flow', async () => {
    const { api, extension } = await extensionUnderTest();
    const { flows } = await (await api.app()).flows();
    const manifest: unknown = extension.packageJSON;
    const text = JSON.stringify(manifest);
    for (const flow of flows.filter(({ source }) => source === 'builtin'))
      assert.ok(text.includes(`"name":"${flow.name}","description"`), flow.name);
  });

  it('says what there is when no flow is named', async () => {
    const { api } = await extensionUnderTest();
    const answer = new Answer();
    await api.chat(ask(undefined, 'hello'), answer, never);
    assert.match(answer.text, /\/code-review/);
    assert.match(answer.text, /\/issue-triage/);
  });

  it('asks for the brief that a flow needs, with examples', async () => {
    const { api } = await extensionUnderTest();
    const answer = new Answer();
    await api.chat(ask('investigate', '  '), answer, never);
    assert.match(answer.text, /@boo \/investigate/);
    assert.deepEqual(answer.buttons, []);
  });

  it('runs a flow on the attached files and links its findings into the code', async () => {
    const { api } = await extensionUnderTest();
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const value = vscode.Uri.joinPath(folder.uri, 'src/refunds');
    const answer = new Answer();
    const result = await api.chat(ask('code-review', 'focus on money', [{ id: 'f', value }]), answer, never);
    const runId: unknown = result.metadata?.['runId'];
    if (typeof runId !== 'string') assert.fail(answer.text);
    const { plan } = await runOver(await api.app(), runId);
    assert.ok(plan.scope.files.length > 0);
    assert.ok(plan.scope.files.every(({ path }) => path.startsWith('src/refunds/')));
    assert.equal(plan.brief, 'focus on money');
    assert.ok(answer.places.length > 0);
    assert.ok(answer.places.every((place) => place.includes('/src/refunds/')));
    assert.deepEqual(answer.buttons, ['boocode.openRun', 'boocode.openReport']);
    assert.ok(answer.steps.some((step) => step.startsWith('Security')));
  });

  it('cancels the run when the answer is stopped', async () => {
    const { api } = await extensionUnderTest();
    const source = new vscode.CancellationTokenSource();
    source.cancel();
    const answer = new Answer();
    const result = await api.chat(ask('code-review', 'x'), answer, source.token);
    const runId: unknown = result.metadata?.['runId'];
    if (typeof runId === 'string') assert.equal((await runOver(await api.app(), runId)).state, 'cancelled');
    assert.ok(!answer.buttons.includes('boocode.openReport'));
  });
});
