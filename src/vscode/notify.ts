import * as vscode from 'vscode';
import type { ErrorRecord } from '../protocol/errors.ts';
import { errorRecordOf } from './errorRecord.ts';
import type { Host } from './host.ts';
import { commandId, settingsPrefix } from './ids.ts';
import { type FixId, fixesFor, sentenceFor } from './remedies.ts';

/** A button and what it does. */
export interface Fix {
  readonly title: string;
  act(): unknown;
}

/** More buttons than this are cut off by the editor. */
const maxButtons = 3;

/**
 * Shows an error as a notification with the buttons that lead on; `extra` ones come first. A cancellation is not an error.
 * Resolves when a button was pressed or the message was closed, which may be never: do not wait for it in a command.
 */
export async function showError(host: Host, error: unknown, extra: readonly Fix[] = []): Promise<void> {
  const record = errorRecordOf(error);
  if (record.code === 'cancelled') return;
  host.log.write('error', record.message, { code: record.code });
  if (record.code === 'internal' && error instanceof Error) host.log.write('debug', error.stack ?? '');
  const fixes = [...extra, ...fixesFor(record.code).map((id) => fixOf(host, id, record))].slice(0, maxButtons);
  const titles = fixes.map((fix) => fix.title);
  const pressed = await vscode.window.showErrorMessage(withoutLinks(sentenceFor(record)), ...titles);
  await fixes.find((fix) => fix.title === pressed)?.act();
}

/** The editor turns `[text](target)` in messages into links that may run commands; text from files must not reach that. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

export function openSetting(key: string): Thenable<unknown> {
  return vscode.commands.executeCommand('workbench.action.openSettings', `${settingsPrefix}.${key}`);
}

function fixOf(host: Host, id: FixId, record: ErrorRecord): Fix {
  switch (id) {
    case 'checkBackend':
      return { title: 'Check Backend', act: () => vscode.commands.executeCommand(commandId.checkBackend) };
    case 'rebuildHistory':
      return { title: 'Rebuild History', act: () => vscode.commands.executeCommand(commandId.rebuildHistory) };
    case 'showLog':
      return { title: 'Show Log', act: () => host.channel.show() };
    case 'manageTrust':
      return { title: 'Manage Trust', act: () => vscode.commands.executeCommand('workbench.trust.manage') };
    case 'openPlace':
      return { title: 'Open File', act: () => openPlace(record.where) };
    default:
      return { title: 'Open Settings', act: () => openSetting(id.slice('setting:'.length)) };
  }
}

/** Opens `file:line:column` as errors about definition files name it. */
async function openPlace(where: string | undefined): Promise<void> {
  const match = /^(.+?)(?::(\d+))?(?::(\d+))?$/.exec(where ?? '');
  if (match?.[1] === undefined) return;
  const at = new vscode.Position(Math.max(0, Number(match[2] ?? 1) - 1), Math.max(0, Number(match[3] ?? 1) - 1));
  await vscode.window.showTextDocument(vscode.Uri.file(match[1]), { selection: new vscode.Range(at, at) });
}
