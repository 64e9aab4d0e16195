import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AgentEvent } from '../agentEvent.ts';
import type { RunEvent, RunEventBody } from '../events.ts';
import { changeSchema, type Item, itemBounds, itemSchema, parseItemId } from './item.ts';
import { applyChange, makeItemList, trimFront } from './itemList.ts';
import { projectRows, rowEdge } from './rows.ts';
import { applyToStream, closeStream, makeStepStream, type StepEvent } from './stepStream.ts';

const step = 'security';
let seq = 0;
beforeEach(() => {
  seq = 0;
});

function event(body: Extract<RunEventBody, { step: string }>): StepEvent {
  seq += 1;
  return { runId: 'abcdefgh', seq, at: 1000 + seq * 10, ...body };
}
const agent = (what: AgentEvent, attempt = 1): StepEvent =>
  event({ type: 'attempt.event', step, attempt, event: what });
const intent = (attempt: number): StepEvent =>
  event({ type: 'attempt.intent', step, attempt, backend: 'qwen', idempotencyKey: `k${attempt}` });
const call = (callId: string, path = 'src/a.ts', attempt = 1): StepEvent =>
  agent({ type: 'tool_call', callId, name: 'read_file', kind: 'read', title: path, path }, attempt);
const done = (callId: string, attempt = 1): StepEvent =>
  agent({ type: 'tool_update', callId, status: 'completed', output: 'ok' }, attempt);
const failed = (message: string): StepEvent =>
  event({ type: 'attempt.failed', step, attempt: 1, error: { code: 'model_rate_limited', message } });

function replay(events: readonly StepEvent[]): Item[] {
  const stream = makeStepStream(step);
  for (const entry of events) applyToStream(stream, entry);
  return stream.list.items;
}

describe('step stream', () => {
  it('joins deltas of one kind and closes a thought when prose begins', () => {
    const items = replay([
      intent(1),
      event({ type: 'attempt.prompted', step, attempt: 1, round: 0, text: 'Look for holes' }),
      agent({ type: 'reasoning', text: 'Let me ' }),
      agent({ type: 'reasoning', text: 'see' }),
      agent({ type: 'text', text: '\n' }),
      agent({ type: 'text', text: 'I found' }),
      agent({ type: 'text', text: ' one\r\n' }),
    ]);
    assert.deepEqual(
      items.map((item) => [item.kind, item.id, item.endedAt !== null, 'text' in item ? item.text : '']),
      [
        ['user', 'security:1:2', true, 'Look for holes'],
        ['thought', 'security:1:3', true, 'Let me see'],
        ['prose', 'security:1:6', false, 'I found one\n'],
      ],
    );
  });

  it('merges a call and its updates in place, by callId, with times of both ends', () => {
    const items = replay([
      intent(1),
      call('c1'),
      call('c2', 'src/b.ts'),
      agent({ type: 'text', text: 'x' }),
      done('c1'),
    ]);
    assert.deepEqual(
      items.map((item) => (item.kind === 'tool' ? [item.path, item.status, item.output, item.endedAt] : item.kind)),
      [['src/a.ts', 'completed', 'ok', 1050], ['src/b.ts', 'running', '', null], 'prose'],
    );
    assert.equal(items[0]?.startedAt, 1020);
  });

  it('keeps the same callId of two attempts apart', () => {
    const items = replay([intent(1), call('c1'), failed('429'), intent(2), call('c1', 'src/z.ts', 2), done('c1', 2)]);
    const tools = items.filter((item) => item.kind === 'tool');
    assert.deepEqual(
      tools.map((item) => [item.path, item.status]),
      [
        ['src/a.ts', 'cancelled'],
        ['src/z.ts', 'completed'],
      ],
    );
  });

  it('withdraws text since the last turn boundary on rewind, and nothing before it', () => {
    const items = replay([
      intent(1),
      agent({ type: 'text', text: 'kept' }),
      call('c1'),
      done('c1'),
      agent({ type: 'reasoning', text: 'gone' }),
      agent({ type: 'notice', level: 'warning', text: 'slow' }),
      agent({ type: 'text', text: 'gone too' }),
      agent({ type: 'rewind', reason: 'stream cut' }),
      agent({ type: 'text', text: 'again' }),
    ]);
    assert.deepEqual(
      items.map((item) => ('text' in item ? item.text : item.kind)),
      ['kept', 'tool', 'slow', 'The answer was started again: stream cut', 'again'],
    );
  });

  it('says why a further attempt follows, first waiting, then begun', () => {
    const events = [intent(1), failed('429 too many requests')];
    events.push(event({ type: 'step.retrying', step, reason: 'backoff', retryAt: 9000 }));
    const waiting = replay(events).at(-1);
    assert.deepEqual(
      waiting?.kind === 'boundary' && [waiting.attempt, waiting.reason, waiting.retryAt, waiting.endedAt],
      [2, '429 too many requests', 9000, null],
    );
    const begun = replay([...events, intent(2)]);
    assert.equal(begun.length, 1);
    assert.deepEqual(begun[0]?.kind === 'boundary' && [begun[0].retryAt, begun[0].endedAt], [null, 1040]);
  });

  it('leaves no row running when the step ends, the agent is lost, or nobody drives the run', () => {
    const ends: Record<string, (stream: ReturnType<typeof makeStepStream>) => void> = {
      lost: (stream) => applyToStream(stream, event({ type: 'attempt.lost', step, attempt: 1, why: 'exit 9' })),
      cancelled: (stream) =>
        applyToStream(stream, event({ type: 'step.cancelled', step, reason: 'user', message: 'Stopped' })),
      closed: (stream) => closeStream(stream, 5000, 'The run was interrupted.'),
    };
    for (const [name, end] of Object.entries(ends)) {
      const stream = makeStepStream(step);
      for (const entry of [intent(1), call('c1'), agent({ type: 'reasoning', text: 'hm' })])
        applyToStream(stream, entry);
      end(stream);
      assert.deepEqual(
        stream.list.items.filter((item) => item.endedAt === null),
        [],
        name,
      );
      const tool = stream.list.items.find((item) => item.kind === 'tool');
      assert.equal(tool?.status, 'cancelled', name);
    }
  });

  it('lists what the engine asked to repair and how the step ended', () => {
    const violation = { at: 'findings[0].evidence[0]', rule: 'quote', message: 'The quote is not in src/a.ts.' };
    const items = replay([
      intent(1),
      event({ type: 'attempt.challenged', step, attempt: 1, violations: [violation] }),
      agent({ type: 'usage', usage: { inputTokens: 900, outputTokens: 100 } }),
      event({ type: 'step.failed', step, error: { code: 'output_unreadable', message: 'No JSON block.' } }),
    ]);
    assert.deepEqual(
      items.map((item) => item.kind),
      ['challenge', 'end'],
    );
    const end = items[1];
    assert.ok(end?.kind === 'end');
    assert.equal(end.state, 'failed');
    assert.equal(end.tokens, 1000);
    assert.match(end.text, /^No JSON block\. Retry the step/);
  });

  it('bounds rows: outputs by lines and characters without control sequences, long messages by further rows', () => {
    const output = '\u001b[31mred\u001b[0m\r\n'.repeat(500);
    const items = replay([
      intent(1),
      call('c1'),
      agent({ type: 'tool_update', callId: 'c1', status: 'completed', output }),
      ...Array.from({ length: 40 }, () => agent({ type: 'text', text: `${'word '.repeat(200)}\n\n` })),
    ]);
    const tool = items[0];
    assert.ok(tool?.kind === 'tool' && tool.cut);
    assert.equal(tool.output, 'red\n'.repeat(itemBounds.outputLines));
    const prose = items.filter((item) => item.kind === 'prose');
    assert.equal(prose.length, 3);
    assert.ok(prose.every((item) => item.text.length < itemBounds.proseSoftChars + 2000));
    assert.equal(
      prose
        .map((item) => item.text.trim())
        .join(' ')
        .split(/\s+/).length,
      8000,
    );
  });

  it('does not cut a long message inside a code fence', () => {
    const items = replay([
      intent(1),
      agent({ type: 'text', text: '```ts\n' }),
      ...Array.from({ length: 30 }, () => agent({ type: 'text', text: `${'x'.repeat(1000)}\n\n` })),
      agent({ type: 'text', text: '```\n\n' }),
      agent({ type: 'text', text: 'after' }),
    ]);
    assert.deepEqual(
      items.map((item) => item.kind === 'prose' && item.text.length),
      [30_073, 5].map((n) => (n === 5 ? 5 : 6 + 30 * 1002 + 5)),
    );
  });

  it('trims a long stream without a phantom row for a late update', () => {
    const stream = makeStepStream(step);
    applyToStream(stream, intent(1));
    for (let i = 0; i < 50; i += 1) {
      applyToStream(stream, call(`c${i}`));
      applyToStream(stream, done(`c${i}`));
    }
    applyToStream(stream, call('live'));
    assert.equal(trimFront(stream.list, 10), 41);
    applyToStream(stream, done('c3'));
    applyToStream(stream, done('live'));
    assert.equal(stream.list.items.length, 10);
    const last = stream.list.items.at(-1);
    assert.ok(last?.kind === 'tool' && last.status === 'completed');
  });
});

const word = fc.constantFrom('a', ' b', '\n\n', 'c `d`', '```\n', '');
const callId = fc.constantFrom('c1', 'c2', 'c3');
const arbitraryBody = fc.oneof(
  { weight: 6, arbitrary: word.map((text): AgentEvent => ({ type: 'text', text })) },
  { weight: 3, arbitrary: word.map((text): AgentEvent => ({ type: 'reasoning', text })) },
  {
    weight: 3,
    arbitrary: callId.map((id): AgentEvent => ({
      type: 'tool_call',
      callId: id,
      name: 'grep',
      kind: 'search',
      title: id,
    })),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(callId, fc.constantFrom('running', 'completed', 'failed', 'cancelled', 'blocked'))
      .map(([id, status]): AgentEvent => ({ type: 'tool_update', callId: id, status: status as 'completed' })),
  },
  { weight: 1, arbitrary: fc.constant<AgentEvent>({ type: 'rewind', reason: 'cut' }) },
  { weight: 1, arbitrary: fc.constant<AgentEvent>({ type: 'notice', level: 'info', text: 'n' }) },
);
const arbitraryEvents = fc
  .array(
    fc.oneof({ weight: 12, arbitrary: arbitraryBody }, { weight: 1, arbitrary: fc.constant('restart' as const) }),
    {
      maxLength: 60,
    },
  )
  .map((bodies) => {
    seq = 0;
    let attempt = 1;
    const events: StepEvent[] = [intent(1)];
    for (const body of bodies) {
      if (body === 'restart') {
        events.push(event({ type: 'attempt.lost', step, attempt, why: 'gone' }));
        events.push(event({ type: 'step.retrying', step, reason: 'lost', retryAt: 1 }));
        attempt += 1;
        events.push(intent(attempt));
      } else events.push(agent(body, attempt));
    }
    return events;
  });

describe('step stream, properties', () => {
  it('any prefix, then the rest with duplicates, equals the whole; so does a view that applies the changes', () => {
    fc.assert(
      fc.property(arbitraryEvents, fc.nat(), fc.nat(), (events, cutAt, overlap) => {
        const cut = cutAt % (events.length + 1);
        const again = Math.max(0, cut - (overlap % 10));
        const parts: RunEvent[] = [...events.slice(0, cut), ...events.slice(again)];
        const stream = makeStepStream(step);
        const view = makeItemList();
        for (const entry of parts) {
          for (const change of applyToStream(stream, entry as StepEvent)) {
            applyChange(view, changeSchema.parse(JSON.parse(JSON.stringify(change))));
          }
        }
        const whole = replay(events);
        assert.deepEqual(stream.list.items, whole);
        assert.deepEqual(view.items, whole);
        assert.equal(new Set(whole.map((item) => item.id)).size, whole.length);
        for (const item of whole) {
          itemSchema.parse(item);
          assert.notEqual(parseItemId(item.id), null);
        }
      }),
    );
  });

  it('rows projected from any edge equal the tail of the rows projected from the start', () => {
    fc.assert(
      fc.property(arbitraryEvents, fc.nat(), (events, at) => {
        const items = replay(events);
        const edge = rowEdge(items, at % (items.length + 1));
        const whole = projectRows(items, 'concise');
        const tail = projectRows(items, 'concise', edge);
        const head = projectRows(items.slice(0, edge), 'concise');
        assert.deepEqual([...head, ...tail], whole);
      }),
    );
  });
});
