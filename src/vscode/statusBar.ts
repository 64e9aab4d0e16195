import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import { isTerminal } from '../protocol/transitions.ts';
import type { Host } from './host.ts';
import { commandId } from './ids.ts';
import type { LiveEntry } from './liveRuns.ts';
import { throttle } from './throttle.ts';
import { duration } from './words.ts';

const redrawMs = 250;
const tickMs = 1000;
/** Left of the editor's own problem counts (50), so that the two items stay together. */
const priority = 95;

/**
 * Progress of the live runs of this window, and a cancel button beside it. Both are hidden while nothing runs. With one run a
 * click opens it or cancels it; with several it asks which.
 */
export function registerStatusBar(host: Host): Disposable {
  const own = new DisposableStore();
  const progress = own.add(
    vscode.window.createStatusBarItem('boocode.progress', vscode.StatusBarAlignment.Left, priority),
  );
  const cancel = own.add(
    vscode.window.createStatusBarItem('boocode.cancel', vscode.StatusBarAlignment.Left, priority - 0.1),
  );
  progress.name = 'BooCode Run';
  cancel.name = 'BooCode Cancel';
  // Without arguments on purpose: a command with arguments gets a new id at each redraw, and a click that lands between
  // two redraws is lost. The commands find the run by themselves.
  progress.command = commandId.openRun;
  cancel.command = commandId.cancelRun;
  let ticker: ReturnType<typeof setInterval> | undefined;
  own.add({ dispose: () => clearInterval(ticker) });

  const draw = (): void => {
    const live = host.live.list();
    const [first] = live;
    if (first === undefined) {
      clearInterval(ticker);
      ticker = undefined;
      progress.hide();
      cancel.hide();
      return;
    }
    ticker ??= setInterval(draw, tickMs);
    if (live.length === 1) drawOne(progress, cancel, first);
    else drawSeveral(progress, cancel, live);
    progress.show();
    cancel.show();
  };
  const redraw = own.add(throttle(redrawMs, draw));
  own.add(host.live.onChange(() => redraw.request()));
  own.add(host.live.onProgress(() => redraw.request()));
  return own;
}

function drawOne(progress: vscode.StatusBarItem, cancel: vscode.StatusBarItem, { run }: LiveEntry): void {
  const { state } = run;
  const { title } = state.plan.flow;
  const steps = [...state.steps.values()];
  const done = steps.filter((step) => isTerminal(step.state)).length;
  const time = duration(Date.now() - (state.startedAt ?? state.createdAt));
  const needsPerson = state.state === 'blocked';
  const icon = needsPerson ? '$(warning)' : '$(sync~spin)';
  const phase = phaseOf(state.cancelRequested, needsPerson);
  progress.text = `${icon} ${phase}${title} ${done}/${steps.length} · ${time}`;
  progress.tooltip = `${phase}${title}: ${done} of ${steps.length} steps done. Click to open the run.`;
  progress.accessibilityInformation = {
    label: `${phase}${title}, ${done} of ${steps.length} steps done, ${time}`,
    role: 'button',
  };
  cancel.text = '$(debug-stop) Cancel';
  cancel.tooltip = `Cancel ${title}`;
  cancel.accessibilityInformation = { label: `Cancel ${title}`, role: 'button' };
}

function phaseOf(cancelling: boolean, needsPerson: boolean): string {
  if (cancelling) return 'Cancelling ';
  return needsPerson ? 'Needs you: ' : '';
}

function drawSeveral(progress: vscode.StatusBarItem, cancel: vscode.StatusBarItem, live: readonly LiveEntry[]): void {
  const titles = live.map(({ run }) => run.state.plan.flow.title).join(', ');
  progress.text = `$(sync~spin) ${live.length} runs`;
  progress.tooltip = `${titles}. Click to choose one.`;
  progress.accessibilityInformation = { label: `${live.length} runs in progress: ${titles}`, role: 'button' };
  cancel.text = '$(debug-stop) Cancel';
  cancel.tooltip = 'Choose a run to cancel';
  cancel.accessibilityInformation = { label: 'Cancel a run', role: 'button' };
}
