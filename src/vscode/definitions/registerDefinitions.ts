import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import { asBooError } from '../../protocol/errors.ts';
import type { Host } from '../host.ts';
import { definitionKind, flowGlob } from './definitionFile.ts';

/** A pause in typing after which a file is checked. */
const pauseMs = 400;

/**
 * Completion, hover and problems for flow and persona files. Loads nothing until such a file is open in the editor. Where the YAML
 * extension of Red Hat is installed it completes from the contributed schema, and ours stay silent.
 */
export function registerDefinitions(host: Host): Disposable {
  const own = new DisposableStore();
  const flows: vscode.DocumentFilter = { pattern: flowGlob };
  const covered = (): boolean => vscode.extensions.getExtension('redhat.vscode-yaml') !== undefined;
  own.add(
    vscode.languages.registerCompletionItemProvider(
      flows,
      {
        provideCompletionItems: async (document, position) =>
          covered() ? [] : (await import('./languageFeatures.ts')).completeFlow(host, document, position),
      },
      ' ',
      ':',
      '-',
    ),
  );
  own.add(
    vscode.languages.registerHoverProvider(flows, {
      provideHover: async (document, position) =>
        covered() ? undefined : (await import('./languageFeatures.ts')).hoverFlow(host, document, position),
    }),
  );
  own.add(registerProblems(host));
  return own;
}

function registerProblems(host: Host): Disposable {
  const own = new DisposableStore();
  const collection = own.add(vscode.languages.createDiagnosticCollection('boocode-definitions'));
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();
  const forget = (document: vscode.TextDocument): void => {
    clearTimeout(waiting.get(document.uri.toString()));
    waiting.delete(document.uri.toString());
    collection.delete(document.uri);
  };
  const check = async (document: vscode.TextDocument): Promise<void> => {
    try {
      const { definitionDiagnostics } = await import('./diagnostics.ts');
      const version = document.version;
      const found = await definitionDiagnostics(host, document);
      // An answer to an older text would put marks on the wrong lines; a newer check is on its way.
      if (!document.isClosed && document.version === version) collection.set(document.uri, found);
    } catch (error) {
      host.log.write('warn', 'a definition could not be checked', { message: asBooError(error).message });
    }
  };
  const later = (document: vscode.TextDocument, delay: number): void => {
    if (definitionKind(document.uri.path) === undefined || document.uri.scheme !== 'file') return;
    const key = document.uri.toString();
    clearTimeout(waiting.get(key));
    waiting.set(
      key,
      setTimeout(() => {
        waiting.delete(key);
        void check(document);
      }, delay),
    );
  };
  own.add(vscode.workspace.onDidOpenTextDocument((document) => later(document, 0)));
  own.add(vscode.workspace.onDidChangeTextDocument(({ document }) => later(document, pauseMs)));
  own.add(vscode.workspace.onDidCloseTextDocument(forget));
  own.add({ dispose: () => waiting.forEach((timer) => clearTimeout(timer)) });
  for (const document of vscode.workspace.textDocuments) later(document, pauseMs);
  return own;
}
