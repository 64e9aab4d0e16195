import * as vscode from 'vscode';
import type { LiveRun } from '../compose/App.ts';
import { commandId } from './ids.ts';
import { readSettings } from './config.ts';
import type { Host } from './host.ts';
import type { EndedEntry } from './liveRuns.ts';
import { showError, withoutLinks } from './notify.ts';
import { count, duration, verdictWord } from './words.ts';

/** Tells that a run is over, unless the person is looking at this window anyway (or asked not to be told). */
export async function tellRunEnd(host: Host, { owner, run, failure }: EndedEntry): Promise<void> {
  // A run that broke off is said whatever the setting: nothing else would show it.
  if (failure !== null) return showError(host, failure);
  const when = readSettings(owner.folder).notifications;
  if (when === 'never' || (when === 'unfocused' && vscode.window.state.focused)) return;
  await tellState(host, run);
}

async function tellState(host: Host, run: LiveRun): Promise<void> {
  const { state } = run;
  const title = state.plan.flow.title;
  const time = duration((state.endedAt ?? Date.now()) - state.createdAt);
  switch (state.state) {
    case 'completed': {
      const { verdict, report } = state;
      const word = verdict === null ? 'completed' : verdictWord[verdict];
      const open = 'Open Report';
      const text = withoutLinks(`${title}: ${word}, ${count(report?.findings.length ?? 0, 'finding')} in ${time}.`);
      const pressed = await (verdict === 'complete'
        ? vscode.window.showInformationMessage(text, open)
        : vscode.window.showWarningMessage(text, open));
      if (pressed === open) await host.openReport(run.runId);
      return;
    }
    case 'failed':
    case 'blocked': {
      const open = 'Open Run';
      const why = state.error?.message ?? '';
      const word = state.state === 'failed' ? 'failed' : 'needs you';
      const pressed = await vscode.window.showWarningMessage(
        withoutLinks(`${title} ${word} after ${time}. ${why}`.trim()),
        open,
      );
      if (pressed === open) await vscode.commands.executeCommand(commandId.openRun, run.runId);
      return;
    }
    // Cancelled by this person a moment ago, or let go because the window closes.
    case 'cancelled':
    case 'running':
    case 'pending':
      return;
  }
}
