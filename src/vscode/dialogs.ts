import * as vscode from 'vscode';

/** Questions that block. Replaceable, because the editor refuses modal dialogs while its own test runner is active. */
export interface Dialogs {
  /** True when the person pressed `action`. */
  confirm(message: string, detail: string, action: string): Promise<boolean>;
  /** Where to save, or undefined when the person changed their mind. */
  saveAs(suggestion: vscode.Uri, filters: Record<string, string[]>): Promise<vscode.Uri | undefined>;
}

export const editorDialogs: Dialogs = {
  async confirm(message, detail, action) {
    return (await vscode.window.showWarningMessage(message, { modal: true, detail }, action)) === action;
  },
  async saveAs(suggestion, filters) {
    return vscode.window.showSaveDialog({ defaultUri: suggestion, filters });
  },
};
