import * as vscode from 'vscode';
import type { BackendHealth } from '../../engine/ports/AgentBackend.ts';
import type { AgentStep, Plan, PlanStep } from '../../protocol/plan.ts';
import { count, duration } from '../words.ts';
import type { ConfirmChoice, Draft } from './draft.ts';
import type { Row } from './questions.ts';

/** Rows of a list beyond which only the number of the rest is said. */
const maxFiles = 100;

type Rows = Row<ConfirmChoice>[];

/** A plan as rows to read before it runs. `health` is undefined while the backend is still being asked. */
export function planRows(draft: Draft, plan: Plan, health: BackendHealth | undefined): Rows {
  const agents = plan.steps.filter((step) => step.kind === 'agent');
  return [
    {
      label: '$(play) Start',
      description: `${count(agents.length, 'agent')} on ${draft.backend} · ${plan.scope.label}`,
      value: 'start',
    },
    {
      label: `$(symbol-ruler) Size: ${plan.band.value}`,
      description: plan.band.chosenBy === 'user' ? 'your choice' : 'automatic',
      detail: plan.band.reason,
      value: 'size',
    },
    backendRow(draft, health),
    ...rosterRows(plan),
    ...stepRows(plan.steps),
    ...fileRows(plan),
    ...ceilingRows(plan, agents),
  ];
}

function backendRow(draft: Draft, health: BackendHealth | undefined): Row<ConfirmChoice> {
  const label = `$(server-process) Backend: ${draft.backend}`;
  if (health === undefined) return { label, description: 'checking...', value: 'backend' };
  if (health.available) return { label, description: health.model ?? 'ready', value: 'backend' };
  const failed = health.items.find((item) => item.status === 'failed');
  return {
    label,
    description: '$(error) cannot be used yet',
    detail:
      failed === undefined ? 'Check Backend shows what is missing.' : `${failed.detail} ${failed.remedy ?? ''}`.trim(),
    value: 'backend',
  };
}

function separator(label: string): Row<ConfirmChoice> {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function rosterRows(plan: Plan): Rows {
  const inside = plan.roster.filter((entry) => entry.included);
  const sorted = [...inside, ...plan.roster.filter((entry) => !entry.included)];
  return [
    separator(`Agents: ${inside.length} of ${plan.roster.length}`),
    ...sorted.map((entry): Row<ConfirmChoice> => ({
      label: `${entry.included ? '$(check)' : '$(dash)'} ${entry.persona}`,
      description: entry.included ? entry.angle : `${entry.angle} · not taking part`,
      detail: entry.reason,
      inert: true,
    })),
  ];
}

function stepRows(steps: readonly PlanStep[]): Rows {
  const titles = new Map(steps.map((step) => [step.id, step.title]));
  return [
    separator(count(steps.length, 'step')),
    ...steps.map((step): Row<ConfirmChoice> => {
      const after = step.needs.map((need) => titles.get(need.step) ?? need.step).join(', ');
      return {
        label: `${step.kind === 'agent' ? '$(hubot)' : '$(gear)'} ${step.title}`,
        description: after === '' ? 'first' : `after ${after}`,
        inert: true,
      };
    }),
  ];
}

function fileRows(plan: Plan): Rows {
  const { files, skippedTotal } = plan.scope;
  const rows: Rows = [separator(`${count(files.length, 'file')} in scope, ${skippedTotal} skipped`)];
  for (const file of files.slice(0, maxFiles)) {
    rows.push({ label: `$(file) ${file.path}`, description: count(file.lines, 'line'), inert: true });
  }
  if (files.length > maxFiles)
    rows.push({ label: `and ${count(files.length - maxFiles, 'more file', 'more files')}`, inert: true });
  for (const assumption of plan.scope.assumptions) rows.push({ label: `$(info) ${assumption}`, inert: true });
  return rows;
}

function ceilingRows(plan: Plan, agents: readonly AgentStep[]): Rows {
  const rows: Rows = [
    separator('Hard ceilings'),
    {
      label: '$(dashboard) Run',
      description: `${count(plan.budget.tokens, 'token')} · ${duration(plan.budget.wallMs)}`,
      inert: true,
    },
  ];
  const [first] = agents;
  if (first === undefined) return rows;
  const { tokens, wallMs, silenceMs, toolCalls } = first.limits;
  const parts = [
    count(tokens, 'token'),
    duration(wallMs),
    `${duration(silenceMs)} of silence`,
    count(toolCalls, 'tool call'),
  ];
  rows.push({ label: '$(hubot) Each agent', description: parts.join(' · '), inert: true });
  return rows;
}
