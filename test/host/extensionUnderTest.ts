import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { App } from '../../src/compose/App.ts';
import type { TestApi } from '../../src/extension.ts';
import { isTerminal } from '../../src/protocol/transitions.ts';
import type { RunState } from '../../src/protocol/run.ts';

/** The extension of this checkout, activated. */
export async function extensionUnderTest(): Promise<{ extension: vscode.Extension<TestApi>; api: TestApi }> {
  const extension = vscode.extensions.getExtension<TestApi>('boocode.boocode-orchestrator');
  assert.ok(extension, 'the extension is not there');
  const api = await extension.activate();
  assert.ok(api, 'activate returned no test API: the mode of the extension is not Test');
  return { extension, api };
}

/** Polls until `probe` answers with something; fails with `what` after `limitMs`. */
export async function eventually<T>(
  what: string,
  probe: () => T | undefined | Promise<T | undefined>,
  limitMs = 15_000,
): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    assert.ok(Date.now() < end, `${what} did not happen within ${limitMs / 1000} s`);
    await pause(50);
  }
}

/** The state of a run once it is over. */
export function runOver(app: App, runId: string, limitMs = 60_000): Promise<RunState> {
  return eventually(
    `the end of run ${runId}`,
    async () => {
      const state = await app.state(runId);
      return isTerminal(state.state) && !app.liveRuns.has(runId) ? state : undefined;
    },
    limitMs,
  );
}

/** Starts a flow through the command, with every question answered beforehand. */
export async function runFlow(preset: Record<string, unknown>): Promise<string> {
  const runId = await vscode.commands.executeCommand<unknown>('boocode.runFlow', {
    flow: 'code-review',
    scope: { kind: 'workspace' },
    brief: '',
    size: 'auto',
    backend: 'offline',
    start: true,
    ...preset,
  });
  if (typeof runId !== 'string') assert.fail('the command did not start a run');
  return runId;
}

/** The tabs of a kind of pane, by its view type. */
export function paneTabs(viewType: string): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(
      ({ input }) => input instanceof vscode.TabInputWebview && input.viewType === `mainThreadWebview-${viewType}`,
    );
}
