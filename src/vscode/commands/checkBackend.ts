import * as vscode from 'vscode';
import type { HealthItem } from '../../engine/ports/AgentBackend.ts';
import { BooError } from '../../protocol/errors.ts';
import { signalOf } from '../cancellation.ts';
import { readSettings } from '../config.ts';
import type { Host } from '../host.ts';
import { chooseFolder } from '../launcher/folder.ts';
import { openSetting } from '../notify.ts';

const icon: Readonly<Record<HealthItem['status'], string>> = {
  ok: '$(pass)',
  warning: '$(warning)',
  failed: '$(error)',
};

/** Shows what the chosen backend needs, what was found and what to do. Returns whether it can be used. */
export async function run(host: Host): Promise<boolean | undefined> {
  const folder = await chooseFolder(host, 'Check Backend');
  if (folder === undefined) return undefined;
  const { app } = await host.apps.open(folder);
  const { backend, problems } = readSettings(folder);
  const health = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: `Checking ${backend}`, cancellable: true },
    async (_progress, token) => {
      const result = await app.health(backend, signalOf(token));
      if (token.isCancellationRequested) throw new BooError('cancelled', 'The check was cancelled.');
      return result;
    },
  );
  const log = host.log.scope('check');
  log.write(health.available ? 'info' : 'warn', `${backend}: ${health.available ? 'available' : 'not available'}`);
  for (const item of health.items) log.write('info', `${item.status} ${item.name}: ${item.detail}`);
  void showItems(backend, health.available, health.model, [...problems.map(settingItem), ...health.items]);
  return health.available;
}

function settingItem(problem: { key: string; message: string }): HealthItem {
  return {
    name: 'Setting',
    status: 'warning',
    detail: problem.message,
    remedy: 'The default is used until it is corrected.',
  };
}

async function showItems(
  backend: string,
  available: boolean,
  model: string | null,
  found: readonly HealthItem[],
): Promise<void> {
  const rows: (vscode.QuickPickItem & { act?: () => unknown })[] = found.map((item) => ({
    label: `${icon[item.status]} ${item.name}`,
    description: item.detail,
    ...(item.remedy === undefined ? {} : { detail: item.remedy }),
  }));
  rows.push({ label: '', kind: vscode.QuickPickItemKind.Separator });
  rows.push({ label: '$(gear) Open Settings', act: () => openSetting('') });
  const title = available
    ? `${backend} is ready${model === null ? '' : `: ${model}`}`
    : `${backend} cannot be used yet`;
  const placeHolder = available ? 'What was found' : 'What was found and what to do';
  const picked = await vscode.window.showQuickPick(rows, {
    title,
    placeHolder,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  await picked?.act?.();
}
