import { describeError, type ErrorRecord } from '../errors.ts';
import type { RunEvent } from '../events.ts';
import type { Finding } from '../finding.ts';
import { firstLine } from './clip.ts';
import { type Item, itemBounds, itemId, type ItemOf, runStreamId, type StreamChange } from './item.ts';
import { applyChange, type ItemList, makeItemList } from './itemList.ts';

type Stage = ItemOf<'stage'>;

/** The stream of the run itself: what started, ended, failed, was tried again, and the report. */
export interface RunStream {
  readonly list: ItemList;
  lastSeq: number;
  readonly titles: Map<string, string>;
  /** Why the last attempt of each step ended early, for the row that says what follows from it. */
  readonly failures: Map<string, string>;
}

export function makeRunStream(): RunStream {
  return { list: makeItemList(), lastSeq: 0, titles: new Map(), failures: new Map() };
}

/** Applies one event of the run; stream events change nothing here. Returns what changed. */
export function applyToRunStream(stream: RunStream, event: RunEvent): StreamChange[] {
  if (event.seq <= stream.lastSeq) return [];
  stream.lastSeq = event.seq;
  if (event.type === 'run.created') {
    for (const step of event.plan.steps) stream.titles.set(step.id, step.title);
  }
  const row = stageOf(stream, event);
  if (row === null) return [];
  const item: Item = {
    id: itemId({ step: runStreamId, attempt: 0, seq: event.seq }),
    startedAt: event.at,
    endedAt: event.at,
    kind: 'stage',
    state: row.state,
    step: row.step ?? null,
    text: row.text.slice(0, itemBounds.titleChars),
    detail: (row.detail ?? '').slice(0, itemBounds.messageChars),
    link: row.link ?? null,
  };
  const change: StreamChange = { op: 'add', item };
  applyChange(stream.list, change);
  return [change];
}

interface Row {
  readonly state: Stage['state'];
  readonly text: string;
  readonly step?: string;
  readonly detail?: string;
  readonly link?: 'report';
}

function stageOf(stream: RunStream, event: RunEvent): Row | null {
  switch (event.type) {
    case 'run.created': {
      const agents = event.plan.steps.filter((step) => step.kind === 'agent').length;
      const text = `Planned ${event.plan.flow.title}: ${agents} agents, ${event.plan.band.value} scope`;
      return { state: 'info', text, detail: `${event.plan.scope.label}. ${event.plan.band.reason}` };
    }
    case 'run.started':
      return { state: 'running', text: 'Run started' };
    case 'run.resumed':
      return { state: 'running', text: 'Run continued', detail: changed(event.workspaceChanged) };
    case 'run.reopened':
      return { state: 'running', text: `Run opened again for ${event.steps.length} steps` };
    case 'run.cancelRequested':
      return { state: 'cancelled', text: 'Stop requested' };
    case 'run.cancelled':
      return { state: 'cancelled', text: 'Run cancelled' };
    case 'run.blocked':
      return errorRow('blocked', 'Run blocked', event.error);
    case 'run.unblocked':
      return { state: 'running', text: 'Run unblocked' };
    case 'run.failed':
      return errorRow('failed', 'Run failed', event.error);
    case 'run.completed':
      return { state: 'completed', text: `Run completed, verdict: ${event.verdict}` };
    case 'run.budget':
      return { state: 'blocked', text: 'Budget reached', detail: event.message };
    case 'report.ready': {
      const text = `Report ready: ${foundIn(event.report.findings)}, ${event.report.verdict}`;
      return { state: 'completed', text, link: 'report' };
    }
    case 'workspace.fingerprint':
      if (event.when === 'before' || event.changes.length === 0) return null;
      return { state: 'blocked', text: 'The workspace changed during the run', detail: event.changes.join('\n') };
    default:
      return stepStage(stream, event);
  }
}

type StepEvent = Extract<RunEvent, { step: string }>;

function stepStage(stream: RunStream, event: StepEvent): Row | null {
  const { step } = event;
  const title = stream.titles.get(step) ?? step;
  switch (event.type) {
    case 'step.completed':
      return completedRow(event, title);
    case 'step.retrying': {
      const why = firstLine(stream.failures.get(step) ?? 'the agent was lost', 160);
      return { state: 'retrying', step, text: `${title} will be tried again: ${why}` };
    }
    case 'step.failed':
      return errorRow('failed', `${title} failed`, event.error, step);
    case 'step.blocked':
      return errorRow('blocked', `${title} is blocked`, event.error, step);
    case 'step.unblocked':
      return { state: 'pending', step, text: `${title} is unblocked` };
    case 'step.cancelled':
      return { state: 'cancelled', step, text: `${title} cancelled`, detail: event.message };
    case 'step.cancelRequested':
      return null;
    default:
      return attemptStage(stream, event, title);
  }
}

function completedRow(event: Extract<StepEvent, { type: 'step.completed' }>, title: string): Row {
  const { step, output } = event;
  if (output.kind === 'skipped') return { state: 'skipped', step, text: `${title} skipped`, detail: output.reason };
  if (output.kind === 'code') return { state: 'completed', step, text: `${title} finished`, detail: output.summary };
  return { state: 'completed', step, text: `${title} finished, ${foundIn(output.findings)}` };
}

function attemptStage(stream: RunStream, event: Extract<StepEvent, { attempt: number }>, title: string): Row | null {
  const { step, attempt } = event;
  switch (event.type) {
    case 'attempt.intent':
      return { state: 'running', step, text: attempt > 1 ? `${title}: attempt ${attempt}` : `${title} started` };
    case 'attempt.challenged':
      return { state: 'info', step, text: `${title} was asked to repair ${counted(event.violations.length, 'place')}` };
    case 'attempt.failed':
      stream.failures.set(step, event.error.message);
      return null;
    case 'attempt.lost':
      stream.failures.set(step, `the agent was lost, ${event.why}`);
      return null;
    default:
      return null;
  }
}

function foundIn(findings: readonly Pick<Finding, 'kind'>[]): string {
  const leads = findings.filter((finding) => finding.kind === 'lead').length;
  return leads > 0 ? counted(leads, 'lead') : counted(findings.length, 'finding');
}

function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

function errorRow(state: 'failed' | 'blocked', what: string, error: ErrorRecord, step?: string): Row {
  const text = `${what}: ${firstLine(error.message, 160)}`;
  return { state, text, detail: describeError(error), ...(step === undefined ? {} : { step }) };
}

function changed(paths: readonly string[]): string {
  if (paths.length === 0) return '';
  const shown = paths.slice(0, 20).join('\n');
  return `Changed since the run began:\n${shown}${paths.length > 20 ? `\nand ${paths.length - 20} more` : ''}`;
}
