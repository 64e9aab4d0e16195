import * as vscode from 'vscode';

const scheme = 'boocode-text';
/** Documents whose text is kept; older ones are read again by opening them again. */
const keep = 20;

/** Read-only documents made of text from a run: full outputs, prompts, whole streams. */
export class TextDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly registration: vscode.Disposable;

  constructor() {
    this.registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? 'This text is no longer kept. Open it again from the run pane.';
  }

  /** @param name shown as the tab's title; its extension chooses the language */
  async show(runId: string, id: string, name: string, text: string): Promise<void> {
    const safe = name.replace(/[^\p{L}\p{N} ._-]/gu, '_').slice(0, 80);
    const query = `${id}-${text.length}`;
    const uri = vscode.Uri.from({ scheme, path: `/${runId}/${safe}`, query });
    this.texts.delete(uri.toString());
    this.texts.set(uri.toString(), text);
    for (const key of this.texts.keys()) {
      if (this.texts.size <= keep) break;
      this.texts.delete(key);
    }
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  dispose(): void {
    this.registration.dispose();
    this.texts.clear();
  }
}
