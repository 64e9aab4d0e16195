import * as vscode from 'vscode';
import type { RunSummary } from '../../engine/ports/RunStore.ts';
import { currentAttempt, type StepState } from '../../protocol/run.ts';
import { isTerminal } from '../../protocol/transitions.ts';
import { commandId } from '../ids.ts';
import { count, duration, runStateWord, stateWord } from '../words.ts';
import type { Node, RunNode, StepNode } from './nodes.ts';
import { runIcon, stepIcon } from './stateIcon.ts';

/** The row of a node. `contextValue` is a list of words that the menus in package.json look for. */
export function rowOf(node: Node): vscode.TreeItem {
  return node.kind === 'run' ? runRow(node) : stepRow(node);
}

function runRow(node: RunNode): vscode.TreeItem {
  const run = node.summary;
  const item = new vscode.TreeItem(run.title, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `run:${node.runId}`;
  item.iconPath = runIcon(run);
  const folder = node.folderName === undefined ? [] : [node.folderName];
  item.description = [...runFacts(run), ...folder].join(' · ');
  item.contextValue = runWords(run).join(' ');
  // The icon says `completed` to the eye; the narrow row has no room for the word.
  const spoken = run.state === 'completed' ? ['completed'] : [];
  item.accessibilityInformation = { label: [run.title, ...spoken, ...runFacts(run), ...folder].join(', ') };
  item.tooltip = [
    `${run.title}: ${runStateWord(run)}`,
    run.scope,
    `${run.band}, on ${run.backend}`,
    `Started ${new Date(run.createdAt).toLocaleString()}`,
    ...(run.damage === null ? [] : [run.damage]),
  ].join('\n');
  item.command = { command: commandId.openRun, title: 'Open Run', arguments: [node.runId] };
  return item;
}

function runFacts(run: RunSummary): string[] {
  const facts = [runStateWord(run)];
  if (!isTerminal(run.state)) facts.push(`${run.stepsDone}/${run.stepsTotal}`);
  if (run.endedAt !== null) facts.push(duration(run.endedAt - run.createdAt));
  // None found is news only where everything was looked at.
  if (run.findings > 0 || run.verdict === 'complete')
    facts.push(count(run.findings, run.backend === 'offline' ? 'lead' : 'finding'));
  if (run.damage !== null) facts.push('damaged');
  return facts;
}

/** `run`, and what can be done with it. */
function runWords(run: RunSummary): string[] {
  const words = ['run'];
  if (run.verdict !== null) words.push('report');
  if (!isTerminal(run.state)) words.push('cancellable');
  if (!run.active) words.push('deletable');
  if (!run.active && (run.interrupted || ['blocked', 'failed', 'cancelled'].includes(run.state)))
    words.push('resumable');
  return words;
}

function stepRow(node: StepNode): vscode.TreeItem {
  const { plan, state } = node;
  const item = new vscode.TreeItem(plan.title, vscode.TreeItemCollapsibleState.None);
  item.id = `run:${node.runId}/${node.step}`;
  item.iconPath = stepIcon(state, node.live);
  const persona = plan.kind === 'agent' ? [plan.persona] : [];
  const facts = stepFacts(state, node.live);
  item.description = [...facts, ...persona].join(' · ');
  item.contextValue =
    node.live && (state.state === 'running' || state.state === 'pending') ? 'step cancellable' : 'step';
  const spoken = state.state === 'completed' && state.output?.kind !== 'skipped' ? [stateWord.completed] : [];
  item.accessibilityInformation = { label: [plan.title, ...spoken, ...facts, ...persona].join(', ') };
  const attempts = state.attempts.length > 1 ? `, attempt ${state.attempts.length}` : '';
  const why = state.error?.message ?? state.message;
  item.tooltip = `${plan.title}: ${stepWord(state, node.live)}${attempts}${why === null ? '' : `\n${why}`}`;
  item.command = { command: commandId.openRun, title: 'Open Run', arguments: [node.runId] };
  return item;
}

function stepWord(step: StepState, live: boolean): string {
  if (step.output?.kind === 'skipped') return 'skipped';
  if (step.state === 'running' && !live) return 'interrupted';
  return stateWord[step.state];
}

/** The time a completed step took, what a running one does now, or why another did not get there. */
function stepFacts(step: StepState, live: boolean): string[] {
  const word = stepWord(step, live);
  if (step.output?.kind === 'skipped') return [`${word}: ${step.output.reason}`];
  switch (step.state) {
    case 'failed':
    case 'blocked':
    case 'cancelled': {
      const why = step.error?.message ?? step.message;
      if (why === null) return [word];
      return [why.toLowerCase().startsWith(word) ? why : `${word}: ${why}`];
    }
    case 'running':
      return live ? [currentAttempt(step)?.now ?? word] : [word];
    case 'completed':
      return step.startedAt === null || step.endedAt === null ? [] : [duration(step.endedAt - step.startedAt)];
    case 'pending':
      return step.reason === 'backoff' ? ['waiting to try again'] : [word];
  }
}
