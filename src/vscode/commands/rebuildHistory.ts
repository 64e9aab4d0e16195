import * as vscode from 'vscode';
import type { Host } from '../host.ts';
import { count } from '../words.ts';

/** Rebuilds the index of every folder from its event logs. Returns the number of runs found. */
export async function run(host: Host): Promise<number> {
  const apps = await host.apps.openAll();
  const location = { viewId: 'boocode.runs' };
  const found = await vscode.window.withProgress({ location, title: 'Rebuilding history' }, () =>
    Promise.all(apps.map(({ app }) => app.store.rebuildIndex())),
  );
  const total = found.reduce((sum, n) => sum + n, 0);
  const problems = (await Promise.all(apps.map(({ app }) => app.storeProblems()))).flat();
  for (const problem of problems) host.log.write('warn', problem.message, { code: problem.code });
  host.refreshRuns();
  const aside = problems.length === 0 ? '' : ` ${count(problems.length, 'problem')} in the log.`;
  void vscode.window.showInformationMessage(`The history was rebuilt: ${count(total, 'run')}.${aside}`);
  return total;
}
