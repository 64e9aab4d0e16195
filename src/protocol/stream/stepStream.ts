import { assertNever } from '../../base/assertNever.ts';
import type { AgentEvent } from '../agentEvent.ts';
import type { RunEvent } from '../events.ts';
import { clipOutput, clipText } from './clip.ts';
import { FenceScanner } from './fence.ts';
import { type Item, itemBounds, type ItemOf, type StreamChange, type ToolItem } from './item.ts';
import { getItem, makeItemList } from './itemList.ts';
import { endRow } from './stepEnd.ts';
import { type StepStream, StreamWriter } from './streamWriter.ts';
import { isToolOver, joinStatus } from './toolStatus.ts';

export type StepEvent = Extract<RunEvent, { step: string }>;

export function makeStepStream(step: string): StepStream {
  return {
    step,
    list: makeItemList(),
    lastSeq: 0,
    attempt: 0,
    attemptStartedAt: null,
    calls: new Map(),
    open: null,
    turn: [],
    waiting: null,
    failure: null,
    running: new Set(),
    toolCalls: 0,
    tokens: 0,
    fence: new FenceScanner(),
  };
}

/**
 * Applies one event of this step and returns what changed, in order. An event already seen (`seq` <= lastSeq) changes
 * nothing. The cost does not depend on the length of the stream.
 */
export function applyToStream(stream: StepStream, event: StepEvent): StreamChange[] {
  if (event.step !== stream.step || event.seq <= stream.lastSeq) return [];
  stream.lastSeq = event.seq;
  const out = new StreamWriter(stream, event);
  reduce(out, event);
  return out.changes;
}

/** Ends everything that is still open, for a stream whose run nobody drives any more: no row may stay "running". */
export function closeStream(stream: StepStream, at: number, why: string): StreamChange[] {
  const out = new StreamWriter(stream, { at, seq: stream.lastSeq });
  out.closeAll('cancelled', why);
  return out.changes;
}

function reduce(out: StreamWriter, event: StepEvent): void {
  const { stream } = out;
  switch (event.type) {
    case 'attempt.intent':
      beginAttempt(out, event.attempt);
      return;
    case 'attempt.started':
    case 'step.cancelRequested':
    case 'step.unblocked':
      return;
    case 'attempt.prompted': {
      out.boundary();
      const { text, cut } = clipText(event.text, itemBounds.promptChars);
      out.add({ ...out.base(), kind: 'user', text, round: event.round, cut });
      return;
    }
    case 'attempt.challenged': {
      out.boundary();
      const violations = event.violations.slice(0, itemBounds.violations);
      out.add({ ...out.base(), kind: 'challenge', violations, total: event.violations.length });
      return;
    }
    case 'attempt.event':
      applyAgentEvent(out, event.event);
      return;
    case 'attempt.lost':
      stream.failure = `the agent was lost (${event.why})`;
      out.closeAll('cancelled', 'The agent was lost before this call ended.');
      return;
    case 'attempt.failed':
      stream.failure = event.error.message;
      out.closeAll('cancelled', 'The attempt ended before this call did.');
      return;
    case 'step.retrying': {
      out.boundary();
      const reason = stream.failure ?? (event.reason === 'lost' ? 'the agent was lost' : 'the attempt failed');
      const next = { attempt: stream.attempt + 1, reason: reason.slice(0, itemBounds.messageChars) };
      const item: Item = { ...out.base(), endedAt: null, kind: 'boundary', ...next, retryAt: event.retryAt };
      stream.waiting = item.id;
      out.add(item);
      return;
    }
    case 'step.completed':
    case 'step.failed':
    case 'step.blocked':
    case 'step.cancelled':
      out.closeAll('cancelled', 'No result was reported for this call.');
      out.add({ ...out.base(), kind: 'end', ...endRow(stream, event) });
      return;
    default:
      assertNever(event);
  }
}

function beginAttempt(out: StreamWriter, attempt: number): void {
  const { stream } = out;
  out.boundary();
  const announced = stream.waiting !== null;
  out.closeAll('cancelled', 'The attempt was interrupted.');
  stream.attempt = attempt;
  stream.attemptStartedAt = out.at;
  stream.calls.clear();
  if (attempt > 1 && !announced) {
    const reason = stream.failure ?? 'the run was continued';
    out.add({ ...out.base(), kind: 'boundary', attempt, reason, retryAt: null });
  }
  stream.failure = null;
}

function applyAgentEvent(out: StreamWriter, event: AgentEvent): void {
  const { stream } = out;
  switch (event.type) {
    case 'text':
      appendText(out, 'prose', event.text);
      return;
    case 'reasoning':
      appendText(out, 'thought', event.text);
      return;
    case 'tool_call':
      toolCall(out, event);
      return;
    case 'tool_update':
      toolUpdate(out, event);
      return;
    case 'usage':
      stream.tokens = event.usage.inputTokens + event.usage.outputTokens;
      return;
    case 'rewind': {
      stream.open = null;
      for (const id of stream.turn) out.emit({ op: 'remove', id });
      stream.turn = [];
      const text = `The answer was started again: ${event.reason}`.slice(0, itemBounds.messageChars);
      out.add({ ...out.base(), kind: 'notice', level: 'info', text });
      return;
    }
    case 'notice':
      out.closeText();
      out.add({
        ...out.base(),
        kind: 'notice',
        level: event.level,
        text: event.text.slice(0, itemBounds.messageChars),
      });
      return;
    case 'commands':
      return;
    default:
      assertNever(event);
  }
}

function appendText(out: StreamWriter, kind: 'prose' | 'thought', raw: string): void {
  const { stream } = out;
  const text = raw.replaceAll('\r', '');
  if (text === '') return;
  const open = stream.open === null ? undefined : getItem(stream.list, stream.open);
  if (open?.kind === kind && !isFull(stream, open)) {
    stream.fence.push(text);
    out.emit({ op: 'append', id: open.id, text });
    return;
  }
  if (text.trim() === '') return;
  out.closeText();
  const item: ItemOf<'prose'> | ItemOf<'thought'> = {
    ...out.base(),
    endedAt: null,
    kind,
    text: text.replace(/^\n+/, ''),
  };
  stream.fence = new FenceScanner();
  stream.fence.push(item.text);
  stream.open = item.id;
  stream.turn.push(item.id);
  out.add(item);
}

/** A long message goes on in a new row, where that cuts no paragraph and no code block. */
function isFull(stream: StepStream, item: ItemOf<'prose'> | ItemOf<'thought'>): boolean {
  if (item.text.length < itemBounds.proseSoftChars) return false;
  return stream.fence.atBlankLine || item.text.length >= itemBounds.proseHardChars;
}

function toolCall(out: StreamWriter, event: Extract<AgentEvent, { type: 'tool_call' }>): void {
  const { stream } = out;
  const known = {
    name: event.name.slice(0, 100),
    tool: event.kind,
    title: event.title.slice(0, itemBounds.titleChars),
    path: event.path?.slice(0, 1000) ?? null,
    input: clipText(event.input ?? '', itemBounds.inputChars).text,
  };
  const earlier = knownCall(stream, event.callId);
  if (earlier !== undefined) {
    out.set({ ...earlier, ...known, input: known.input === '' ? earlier.input : known.input });
    return;
  }
  out.boundary();
  stream.toolCalls += 1;
  startCall(out, { ...known, callId: event.callId, status: 'running' });
}

function startCall(
  out: StreamWriter,
  known: Pick<ToolItem, 'callId' | 'name' | 'tool' | 'title' | 'path' | 'input' | 'status'>,
): ToolItem {
  const item: ToolItem = {
    ...out.base(),
    endedAt: null,
    kind: 'tool',
    ...known,
    output: '',
    error: null,
    cut: false,
  };
  out.stream.calls.set(known.callId, item.id);
  out.stream.running.add(item.id);
  out.add(item);
  return item;
}

function knownCall(stream: StepStream, callId: string): ToolItem | undefined {
  const id = stream.calls.get(callId);
  const item = id === undefined ? undefined : getItem(stream.list, id);
  return item?.kind === 'tool' ? item : undefined;
}

function toolUpdate(out: StreamWriter, event: Extract<AgentEvent, { type: 'tool_update' }>): void {
  const { stream } = out;
  let item = knownCall(stream, event.callId);
  if (item === undefined) {
    // Its row may have been cut from the front of a long stream; a call never announced gets a row of its own.
    if (stream.calls.has(event.callId)) return;
    out.boundary();
    const blank = { name: 'tool', tool: 'other', title: '', path: null, input: '' } as const;
    item = startCall(out, { ...blank, callId: event.callId, status: 'running' });
  }
  const status = joinStatus(item.status, event.status);
  const clipped = event.output === undefined || event.output === '' ? null : clipOutput(event.output);
  const over = isToolOver(status);
  if (over) stream.running.delete(item.id);
  out.set({
    ...item,
    status,
    output: clipped?.text ?? item.output,
    cut: clipped?.cut ?? item.cut,
    error: event.error?.slice(0, itemBounds.messageChars) ?? item.error,
    endedAt: over ? (item.endedAt ?? out.at) : null,
  });
}
