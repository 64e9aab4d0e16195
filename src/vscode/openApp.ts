import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { AppOptions } from '../compose/App.ts';
import type { Log } from '../base/log.ts';
import { readSettings } from './config.ts';

/** Folder of the extension's storage for this workspace. */
export function storageDir(context: vscode.ExtensionContext): string {
  return (context.storageUri ?? context.globalStorageUri).fsPath;
}

/** Options for the application of one workspace folder. Its store is a folder of its own, named after the folder's address. */
export function appOptions(context: vscode.ExtensionContext, folder: vscode.WorkspaceFolder, log: Log): AppOptions {
  const key = createHash('sha256').update(folder.uri.toString()).digest('hex').slice(0, 16);
  return {
    workspace: folder.uri.fsPath,
    storeDir: join(storageDir(context), 'store', key),
    resources: context.extensionPath,
    trusted: vscode.workspace.isTrusted,
    settings: () => readSettings(folder).app,
    env: process.env,
    home: homedir(),
    log: log.scope(folder.name),
  };
}
