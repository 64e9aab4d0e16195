import * as vscode from 'vscode';
import type { RunSummary } from '../engine/ports/RunStore.ts';
import { BooError } from '../protocol/errors.ts';
import { isTerminal } from '../protocol/transitions.ts';
import type { OpenApp } from './apps.ts';
import type { Host } from './host.ts';
import { count, duration, runStateWord } from './words.ts';

/** A run and the application that holds it. */
export interface ChosenRun {
  readonly owner: OpenApp;
  readonly runId: string;
}

export interface RunChoice {
  readonly title: string;
  /** Said when no run qualifies. */
  readonly none: string;
  readonly accept: (run: RunSummary) => boolean;
}

/** The verdict is written together with the report. */
export const hasReport = (run: RunSummary): boolean => run.verdict !== null;
export const canCancel = (run: RunSummary): boolean => !isTerminal(run.state);
/** Cancelled and failed runs reopen what did not complete; a run that someone writes is theirs. */
export const canResume = (run: RunSummary): boolean =>
  !run.active && (run.interrupted || run.state === 'blocked' || run.state === 'failed' || run.state === 'cancelled');
export const canDelete = (run: RunSummary): boolean => !run.active;

/** Run ids named by the arguments of a command: an id, a row of the Runs view, or a row and the selection it is part of. */
export function namedRuns(args: readonly unknown[]): readonly string[] {
  const [first, selection] = args;
  const several: readonly unknown[] = Array.isArray(selection) && selection.length > 0 ? selection : [first];
  return [...new Set(several.map(runIdOf).filter((id) => id !== undefined))];
}

function runIdOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || !('runId' in value)) return undefined;
  return typeof value.runId === 'string' ? value.runId : undefined;
}

/** The arguments of a command, or, when it was called without any, the one live run of this window if there is just one. */
export function orOnlyLive(host: Host, args: readonly unknown[]): readonly unknown[] {
  const live = host.live.list();
  const [first] = live;
  return args.length === 0 && live.length === 1 && first !== undefined ? [first.run.runId] : args;
}

/** The application of a run named by id. Throws BooError('run_unknown'). */
export async function requireRun(host: Host, runId: string): Promise<ChosenRun> {
  const owner = await host.apps.find(runId);
  if (owner === undefined)
    throw new BooError('run_unknown', `There is no run ${runId.slice(0, 40)} in this workspace.`);
  return { owner, runId };
}

/** The one run that a command is about: from its arguments, else asked for. Undefined when the person gave up. */
export async function chooseRun(
  host: Host,
  args: readonly unknown[],
  choice: RunChoice,
): Promise<ChosenRun | undefined> {
  const [named] = namedRuns(args);
  if (named !== undefined) return requireRun(host, named);
  const items = await runItems(host, choice);
  if (items === undefined) return undefined;
  return vscode.window.showQuickPick(items, { title: choice.title, matchOnDescription: true, matchOnDetail: true });
}

/** Like `chooseRun` for commands that take several runs. */
export async function chooseRuns(
  host: Host,
  args: readonly unknown[],
  choice: RunChoice,
): Promise<readonly ChosenRun[]> {
  const named = namedRuns(args);
  if (named.length > 0) return Promise.all(named.map((id) => requireRun(host, id)));
  const items = await runItems(host, choice);
  if (items === undefined) return [];
  const options = { title: choice.title, canPickMany: true, matchOnDescription: true, matchOnDetail: true } as const;
  return (await vscode.window.showQuickPick(items, options)) ?? [];
}

type RunItem = vscode.QuickPickItem & ChosenRun;

async function runItems(host: Host, choice: RunChoice): Promise<readonly RunItem[] | undefined> {
  const rows: { item: RunItem; at: number }[] = [];
  for (const owner of await host.apps.openAll()) {
    for (const run of await owner.app.store.list()) {
      if (choice.accept(run)) rows.push({ item: runItem(owner, run), at: run.createdAt });
    }
  }
  if (rows.length === 0) {
    void vscode.window.showInformationMessage(choice.none);
    return undefined;
  }
  return rows.sort((a, b) => b.at - a.at).map((row) => row.item);
}

function runItem(owner: OpenApp, run: RunSummary): RunItem {
  const time = run.endedAt === null ? '' : ` · ${duration(run.endedAt - run.createdAt)}`;
  const findings = run.findings > 0 || run.verdict === 'complete' ? ` · ${count(run.findings, 'finding')}` : '';
  return {
    owner,
    runId: run.runId,
    label: run.title,
    description: `${runStateWord(run)}${time}${findings}`,
    detail: `${new Date(run.createdAt).toLocaleString()} · ${run.scope} · ${run.backend}`,
  };
}
