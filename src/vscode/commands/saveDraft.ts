import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import type { Report } from '../../protocol/report.ts';
import { BooError } from '../../protocol/errors.ts';
import type { Host } from '../host.ts';
import { chooseRun, hasReport } from '../runChoice.ts';

type Draft = Report['artifacts'][number];

/**
 * Writes a draft that a report offers (the document alone, the summary page) to a file that the person names. The second argument
 * may be its name, else it is asked for. Returns the address of the written file.
 */
export async function run(host: Host, ...args: unknown[]): Promise<vscode.Uri | undefined> {
  const chosen = await chooseRun(host, args, {
    title: 'Save Draft',
    none: 'There are no finished runs yet.',
    accept: hasReport,
  });
  if (chosen === undefined) return undefined;
  const { app, folder } = chosen.owner;
  const { artifacts } = await app.report(chosen.runId);
  if (artifacts.length === 0) throw new BooError('usage', 'This report offers no draft.');
  const draft = artifacts.find(({ name }) => name === args[1]) ?? (await askDraft(artifacts));
  if (draft === undefined) return undefined;
  const ending = draft.mediaType === 'text/html' ? 'html' : 'md';
  const suggestion = vscode.Uri.file(join(folder.uri.fsPath, basename(draft.name)));
  const target = await host.dialogs.saveAs(suggestion, { [ending === 'html' ? 'HTML' : 'Markdown']: [ending] });
  if (target === undefined) return undefined;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(draft.content));
  if (ending === 'md') await vscode.window.showTextDocument(target);
  return target;
}

async function askDraft(drafts: readonly Draft[]): Promise<Draft | undefined> {
  const [only] = drafts;
  if (drafts.length === 1) return only;
  const items = drafts.map((draft) => ({ label: draft.name, draft }));
  return (await vscode.window.showQuickPick(items, { title: 'Save Draft' }))?.draft;
}
