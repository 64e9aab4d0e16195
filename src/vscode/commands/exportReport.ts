import { join } from 'node:path';
import * as vscode from 'vscode';
import { type ReportFormat, reportFormatSchema } from '../../protocol/report.ts';
import type { Host } from '../host.ts';
import { chooseRun, hasReport } from '../runChoice.ts';

const formats: Readonly<Record<ReportFormat, { label: string; detail: string }>> = {
  md: { label: 'Markdown', detail: 'Reads well anywhere, for example in a pull request' },
  html: { label: 'HTML', detail: 'One self-contained file for a browser' },
  json: { label: 'JSON', detail: 'Every field, for scripts' },
  sarif: { label: 'SARIF', detail: 'For code-scanning tools' },
};

/**
 * Writes the report of a run to a file that the person names. The last argument may be a format, else it is asked for.
 * Returns the address of the written file.
 */
export async function run(host: Host, ...args: unknown[]): Promise<vscode.Uri | undefined> {
  const chosen = await chooseRun(host, args, {
    title: 'Export Report',
    none: 'There are no finished runs yet.',
    accept: hasReport,
  });
  if (chosen === undefined) return undefined;
  const { app, folder } = chosen.owner;
  const report = await app.report(chosen.runId);
  const format = reportFormatSchema.safeParse(args[1]).data ?? (await askFormat());
  if (format === undefined) return undefined;
  const name = `${report.run.flow}-${report.run.startedAt.slice(0, 10)}.${format}`.replaceAll(/[^\w.-]/g, '-');
  const target = await host.dialogs.saveAs(vscode.Uri.file(join(folder.uri.fsPath, name)), {
    [formats[format].label]: [format],
  });
  if (target === undefined) return undefined;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(app.render(report, format)));
  void offerToOpen(target, format);
  return target;
}

async function askFormat(): Promise<ReportFormat | undefined> {
  const items = reportFormatSchema.options.map((format) => ({ format, ...formats[format] }));
  return (await vscode.window.showQuickPick(items, { title: 'Export Report', placeHolder: 'Format' }))?.format;
}

async function offerToOpen(target: vscode.Uri, format: ReportFormat): Promise<void> {
  const open = 'Open';
  const pressed = await vscode.window.showInformationMessage(`The report was saved as ${formats[format].label}.`, open);
  if (pressed !== open) return;
  if (format === 'html') await vscode.env.openExternal(target);
  else await vscode.window.showTextDocument(target);
}
