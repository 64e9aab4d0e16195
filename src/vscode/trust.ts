import * as vscode from 'vscode';
import { BooError } from '../protocol/errors.ts';

/** Throws BooError('workspace_untrusted') in Restricted Mode: there the extension is a viewer of old runs. */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new BooError('workspace_untrusted', 'Agents run only in a trusted workspace.');
}
