import * as vscode from 'vscode';
import type { DefinitionProblem } from '../../compose/App.ts';
import type { Host } from '../host.ts';
import { folderFor } from './folderFor.ts';

/** What is wrong with a definition file as it stands in the editor. Empty when nothing is, or no folder is open. */
export async function definitionDiagnostics(host: Host, document: vscode.TextDocument): Promise<vscode.Diagnostic[]> {
  const folder = folderFor(host, document.uri);
  if (folder === undefined) return [];
  const { app } = await host.apps.open(folder);
  const { problems } = await app.checkDefinitions([{ file: document.uri.fsPath, text: document.getText() }]);
  return problems.map((problem) => toDiagnostic(document, problem));
}

function toDiagnostic(document: vscode.TextDocument, { line, column, message }: DefinitionProblem): vscode.Diagnostic {
  const row = Math.min(Math.max(0, line - 1), Math.max(0, document.lineCount - 1));
  const start = new vscode.Position(row, Math.max(0, column - 1));
  const word = document.getWordRangeAtPosition(start, /[^\s:#,[\]{}]+/);
  const range = word ?? new vscode.Range(start, document.lineAt(row).range.end);
  const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
  diagnostic.source = 'BooCode';
  return diagnostic;
}
