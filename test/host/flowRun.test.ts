import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { reportSchema, type Report } from '../../src/protocol/report.ts';
import { eventually, extensionUnderTest, paneTabs, runFlow, runOver } from './extensionUnderTest.ts';

/** A webview costs seconds when its browser process makes its first ones. */
const webviewMs = 30_000;

describe('a code review on the offline backend', function () {
  this.timeout(120_000);
  let runId: string;
  let report: Report;

  before(async () => {
    const { api } = await extensionUnderTest();
    const app = await api.app();
    runId = await runFlow({});
    const state = await runOver(app, runId);
    assert.equal(state.state, 'completed', JSON.stringify(state.error));
    report = await app.report(runId);
  });

  it('opens the run pane', async () => {
    await eventually(
      'the tab of the run pane',
      () => paneTabs('boocode.runPane').find(({ label, isActive }) => isActive && label.startsWith(report.run.title)),
      webviewMs,
    );
  });

  it('ends in a report whose account adds up', () => {
    const { steps, files } = report.account;
    assert.equal(steps.completed + steps.failed + steps.skipped, steps.planned);
    assert.ok(files.inScope > 0);
    assert.equal(report.run.backend, 'offline');
    assert.ok(report.findings.length > 0, 'the sample repository has defects to point at');
    assert.ok(
      report.findings.every((finding) => finding.kind === 'lead'),
      'offline nothing is judged',
    );
  });

  it('is a row of the Runs view with its steps', async () => {
    const { api } = await extensionUnderTest();
    const { runsTree } = api;
    assert.ok(runsTree);
    const row = await eventually('the row', async () =>
      (await runsTree.getChildren()).find((node) => node.runId === runId),
    );
    const item = await eventually('the end in the row', () => {
      const current = runsTree.getTreeItem(row);
      return current.contextValue === 'run report deletable' ? current : undefined;
    });
    assert.equal(item.label, report.run.title);
    assert.match(String(item.description), /^(complete|partial|not reviewed) · .*lead/);
    const steps = await runsTree.getChildren(row);
    assert.equal(steps.length, report.account.steps.planned);
    for (const step of steps) {
      const line = runsTree.getTreeItem(step);
      assert.match(
        line.accessibilityInformation?.label ?? '',
        /, completed|, skipped/,
        step.kind === 'step' ? step.step : step.runId,
      );
      assert.equal(runsTree.getParent(step), row);
    }
  });

  it('shows its report in a pane that asked for it', async () => {
    const { api } = await extensionUnderTest();
    await vscode.commands.executeCommand('boocode.openReport', runId);
    const pane = (await api.panes()).report.get(runId);
    assert.ok(pane);
    let shown = false;
    void pane.shown.then(() => (shown = true));
    await eventually('the answer to the page', () => shown || undefined, webviewMs);
    await eventually('the verdict in the tab', () =>
      paneTabs('boocode.report').find(({ label }) => label.startsWith(`${report.run.title}: `)),
    );
  });

  it('opens a cited place with its lines selected', async () => {
    const { api } = await extensionUnderTest();
    const pane = (await api.panes()).report.get(runId);
    const cited = report.findings.find((finding) => finding.citations[0]?.startLine !== undefined);
    const citation = cited?.citations[0];
    assert.ok(pane && cited && citation?.startLine !== undefined && citation.path !== undefined);
    await pane.receive({ type: 'openCitation', finding: cited.id, citation: 0 });
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    assert.ok(editor.document.uri.path.endsWith(`/${citation.path}`));
    assert.equal(editor.selection.start.line + 1, citation.startLine);
    assert.equal(editor.selection.end.line + 1, citation.endLine ?? citation.startLine);
  });

  it('opens nothing that the page has no business with', async () => {
    const { api } = await extensionUnderTest();
    const pane = (await api.panes()).report.get(runId);
    assert.ok(pane);
    const before = vscode.window.activeTextEditor?.document.uri.toString();
    for (const message of [
      { type: 'openPath', path: '../../../../../../etc/passwd', line: 1, endLine: 1 },
      { type: 'openPath', path: '/etc/passwd', line: 1, endLine: 1 },
      { type: 'openCitation', finding: 'NO-SUCH', citation: 0 },
      { type: 'openCitation', finding: report.findings[0]?.id, citation: 'constructor' },
      { type: 'link', url: 'command:workbench.action.quit' },
      { type: 'run', command: 'workbench.action.quit' },
      null,
    ]) {
      await pane.receive(message);
    }
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), before);
  });

  it('is exported in each format', async () => {
    const { api } = await extensionUnderTest();
    const { dialogs } = api.host;
    const dir = await mkdtemp(join(tmpdir(), 'boocode-export-'));
    try {
      const written: Record<string, string> = {};
      for (const format of ['md', 'html', 'json', 'sarif']) {
        const file = join(dir, `report.${format}`);
        api.host.dialogs = { ...dialogs, saveAs: async () => vscode.Uri.file(file) };
        await vscode.commands.executeCommand('boocode.exportReport', runId, format);
        written[format] = await readFile(file, 'utf8');
      }
      assert.match(written['md'] ?? '', new RegExp(report.run.title));
      assert.match(written['html'] ?? '', /^<!doctype html>/i);
      assert.equal(JSON.parse(written['json'] ?? '').verdict, report.verdict);
      assert.equal(JSON.parse(written['sarif'] ?? '').version, '2.1.0');
      assert.deepEqual(reportSchema.parse(report), report);
    } finally {
      api.host.dialogs = dialogs;
      await rm(dir, { recursive: true, force: true });
    }
  });

  it('is kept when the question whether to delete it is not confirmed', async () => {
    const { api } = await extensionUnderTest();
    const { dialogs } = api.host;
    api.host.dialogs = { ...dialogs, confirm: async () => false };
    try {
      await vscode.commands.executeCommand('boocode.deleteRun', runId);
    } finally {
      api.host.dialogs = dialogs;
    }
    const { store } = await api.app();
    assert.ok((await store.list()).some((run) => run.runId === runId));
  });

  it('is deleted for good, and its panes close', async () => {
    const { api } = await extensionUnderTest();
    const openPanes = (): number => paneTabs('boocode.report').length + paneTabs('boocode.runPane').length;
    const before = openPanes();
    const { dialogs } = api.host;
    api.host.dialogs = { ...dialogs, confirm: async () => true };
    try {
      assert.equal(await vscode.commands.executeCommand('boocode.deleteRun', { runId }), 1);
    } finally {
      api.host.dialogs = dialogs;
    }
    const { store } = await api.app();
    assert.ok(!(await store.list()).some((run) => run.runId === runId));
    await eventually('the closing of the panes', () => (openPanes() === before - 2 ? true : undefined));
    const { runsTree } = api;
    assert.ok(runsTree);
    await eventually('the row to go', async () =>
      (await runsTree.getChildren()).some((node) => node.runId === runId) ? undefined : true,
    );
  });
});
