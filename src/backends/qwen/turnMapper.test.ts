import assert from 'node:assert/strict';
import type { AgentEvent } from '../../protocol/agentEvent.ts';
import { BooError } from '../../protocol/errors.ts';
import { parseStreamLine } from './streamWire.ts';
import { TurnMapper } from './turnMapper.ts';

const workspace = '/ws';

function feed(mapper: TurnMapper, ...lines: object[]): AgentEvent[] {
  return lines.flatMap((line) => {
    const parsed = parseStreamLine(JSON.stringify(line));
    assert.ok(parsed !== null, JSON.stringify(line));
    return mapper.map(parsed);
  });
}

const delta = (text: string): object => ({
  type: 'stream_event',
  parent_tool_use_id: null,
  event: { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
});
const blockStop = { type: 'stream_event', parent_tool_use_id: null, event: { type: 'content_block_stop', index: 0 } };
const assistant = (...content: object[]): object => ({
  type: 'assistant',
  parent_tool_use_id: null,
  message: { content },
});
const toolUse = (id: string, name: string, input: object = {}): object => ({ type: 'tool_use', id, name, input });
const result = (id: string, isError: boolean, content: string): object => ({
  type: 'user',
  parent_tool_use_id: null,
  message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, is_error: isError, content }] },
});
const retry = (data: object): object => ({ type: 'system', subtype: 'retry', data });

describe('TurnMapper', () => {
  it('shows streamed text once, and text that was not streamed too', () => {
    const mapper = new TurnMapper(workspace);
    const streamed = feed(mapper, delta('Hel'), delta('lo'), blockStop, assistant({ type: 'text', text: 'Hello' }));
    const whole = feed(mapper, assistant({ type: 'text', text: ' there' }));
    assert.deepEqual(
      [...streamed, ...whole].map((event) => (event.type === 'text' ? event.text : event)),
      ['Hel', 'lo', ' there'],
    );
    assert.ok(mapper.hasAnswer);
  });

  it('holds back an API error however it is cut into pieces, but not a text that only begins alike', () => {
    const error = new TurnMapper(workspace);
    assert.deepEqual(feed(error, delta('[AP'), delta('I Error: 500 x]'), blockStop), []);
    assert.equal(error.hasAnswer, false);
    const plain = new TurnMapper(workspace);
    const events = feed(plain, delta('['), delta('API] is'), delta(' fine'), blockStop, delta('[API'), blockStop);
    assert.equal(events.map((event) => (event.type === 'text' ? event.text : '')).join(''), '[API] is fine[API');
  });

  it('counts text before a tool call as no answer', () => {
    const mapper = new TurnMapper(workspace);
    feed(
      mapper,
      assistant({ type: 'text', text: 'Let me look.' }, toolUse('c1', 'read_file')),
      result('c1', false, 'x'),
    );
    assert.equal(mapper.hasAnswer, false);
  });

  it('stops when a tool that is not allowed has run', () => {
    const mapper = new TurnMapper(workspace);
    const ran = (): unknown => feed(mapper, assistant(toolUse('c1', 'write_file')), result('c1', false, 'written'));
    assert.throws(ran, (error) => error instanceof BooError && error.code === 'readonly_violation');
  });

  it('shows refused calls as blocked, failed reads as failed', () => {
    const mapper = new TurnMapper(workspace);
    mapper.refuse('c2');
    const events = feed(
      mapper,
      assistant(toolUse('c1', 'write_file'), toolUse('c2', 'read_file'), toolUse('c3', 'read_file')),
      result('c1', true, 'declined'),
      result('c2', true, 'refused'),
      result('c3', true, 'File not found'),
    );
    const statuses = events.flatMap((event) => (event.type === 'tool_update' ? [event.status] : []));
    assert.deepEqual(statuses, ['blocked', 'blocked', 'failed']);
  });

  it('names reads by workspace-relative path and searches by pattern', () => {
    const mapper = new TurnMapper(workspace);
    const events = feed(
      mapper,
      assistant(
        toolUse('c1', 'read_file', { file_path: '/ws/src/a b.ts', offset: 9, limit: 20 }),
        toolUse('c2', 'grep_search', { pattern: 'x+', path: '/ws/src' }),
        toolUse('c3', 'read_file', { file_path: '/etc/passwd' }),
      ),
    );
    const shown = events.flatMap((event) => (event.type === 'tool_call' ? [[event.title, event.path]] : []));
    assert.deepEqual(shown, [
      ['src/a b.ts:10-29', 'src/a b.ts'],
      ['x+ in src', undefined],
      ['/etc/passwd', undefined],
    ]);
  });

  it('bounds the output of a tool', () => {
    const mapper = new TurnMapper(workspace);
    const [, update] = feed(mapper, assistant(toolUse('c1', 'read_file')), result('c1', false, 'y'.repeat(200_000)));
    assert.ok(update?.type === 'tool_update' && (update.output ?? '').length < 66_000);
  });

  it('withdraws text on a retry, and gives up after retries without any content', () => {
    const mapper = new TurnMapper(workspace);
    const lost = { reason: 'retry', preserveText: false, discardedToolCalls: 0 };
    assert.deepEqual(
      feed(mapper, delta('half'), retry(lost)).map((event) => event.type),
      ['text', 'rewind'],
    );
    assert.equal(mapper.hasAnswer, false);
    assert.deepEqual(
      feed(mapper, retry({ ...lost, preserveText: true })).map((event) => event.type),
      ['notice'],
    );
    feed(mapper, retry(lost));
    assert.throws(
      () => feed(mapper, retry(lost)),
      (error) => error instanceof BooError && error.code === 'model_empty_answer',
    );
  });

  it('skips lines of sub-agents and lines it does not know', () => {
    const mapper = new TurnMapper(workspace);
    assert.deepEqual(feed(mapper, { ...assistant({ type: 'text', text: 'x' }), parent_tool_use_id: 't' }), []);
    assert.equal(parseStreamLine('{"type":"new_kind"}'), null);
    assert.equal(parseStreamLine('not json'), null);
  });
});
