import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import type { Host } from './host.ts';
import { panelType } from './ids.ts';
import type { Panes } from './panes.ts';

export interface LazyPanes extends Disposable {
  get(): Promise<Panes>;
  /** The panes if any was ever opened. */
  peek(): Panes | undefined;
}

/** The panes, not loaded before the first is needed. */
export function lazyPanes(host: () => Host): LazyPanes {
  const own = new DisposableStore();
  let made: Panes | undefined;
  return {
    async get() {
      const { makePanes } = await import('./panes.ts');
      if (made === undefined) {
        made = makePanes(host());
        own.add(made.run);
        own.add(made.report);
      }
      return made;
    },
    peek: () => made,
    dispose: () => own.dispose(),
  };
}

/** Brings panes back after a reload. The editor calls only for the tab that is in sight, later for the others. */
export function registerPaneSerializers(panes: LazyPanes): Disposable {
  const own = new DisposableStore();
  own.add(
    vscode.window.registerWebviewPanelSerializer(panelType.run, {
      deserializeWebviewPanel: async (panel, state) => (await panes.get()).run.deserializeWebviewPanel(panel, state),
    }),
  );
  own.add(
    vscode.window.registerWebviewPanelSerializer(panelType.report, {
      deserializeWebviewPanel: async (panel, state) => (await panes.get()).report.deserializeWebviewPanel(panel, state),
    }),
  );
  return own;
}
