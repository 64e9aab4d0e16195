import type * as vscode from 'vscode';

/** The product's one cancellation type from the editor's. Aborts at once when the token is already cancelled. */
export function signalOf(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
