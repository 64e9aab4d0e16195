import * as vscode from 'vscode';
import type { RunSummary } from '../../engine/ports/RunStore.ts';
import type { StepState } from '../../protocol/run.ts';
import type { LifeState } from '../../protocol/transitions.ts';

const icons: Readonly<Record<LifeState, readonly [icon: string, color?: string]>> = {
  pending: ['circle-outline'],
  running: ['loading~spin', 'progressBar.background'],
  completed: ['pass', 'testing.iconPassed'],
  failed: ['error', 'testing.iconFailed'],
  blocked: ['bell-dot', 'notificationsWarningIcon.foreground'],
  cancelled: ['circle-slash'],
};

function themed([icon, color]: readonly [string, string?]): vscode.ThemeIcon {
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}

export function runIcon(run: RunSummary): vscode.ThemeIcon {
  if (run.interrupted) return themed(['debug-disconnect', 'notificationsWarningIcon.foreground']);
  // The same glyphs as in the report: a tick would claim too much.
  if (run.verdict === 'partial') return themed(['warning', 'notificationsWarningIcon.foreground']);
  if (run.verdict === 'not-reviewed') return themed(['circle-slash', 'notificationsWarningIcon.foreground']);
  return themed(icons[run.state]);
}

export function stepIcon(step: StepState, live: boolean): vscode.ThemeIcon {
  if (step.output?.kind === 'skipped') return themed(['dash']);
  // A step that was running when its host died does not run: no spinner that never ends.
  if (step.state === 'running' && !live) return themed(['debug-disconnect']);
  return themed(icons[step.state]);
}
