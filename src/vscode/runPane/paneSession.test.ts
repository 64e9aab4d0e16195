import assert from 'node:assert/strict';
import { makePlan, MemoryRun } from '../../../test/webview/memoryRun.ts';
import { makeSession } from '../../../test/webview/paneHost.ts';
import type { HostMessage } from '../../protocol/pane/messages.ts';
import { applyChange, makeItemList } from '../../protocol/stream/itemList.ts';
import { applyToStream, makeStepStream } from '../../protocol/stream/stepStream.ts';
import type { PaneSession } from './paneSession.ts';
import { readFullText } from './streamLog.ts';

const plan = makePlan([
  { id: 'scan', title: 'Preflight', wave: 0 },
  { id: 'security', title: 'Security', wave: 1, persona: 'security', needs: ['scan'] },
  { id: 'data', title: 'Data', wave: 1, persona: 'data', needs: ['scan'] },
]);

/** Timers that fire when told to. */
function handTimers(run: MemoryRun) {
  const waiting = new Set<{ at: number; act: () => void }>();
  return {
    later: (ms: number, act: () => void) => {
      const entry = { at: run.now + ms, act };
      waiting.add(entry);
      return { dispose: () => waiting.delete(entry) };
    },
    pass(ms: number): void {
      run.now += ms;
      for (const entry of [...waiting]) {
        if (entry.at > run.now || !waiting.delete(entry)) continue;
        entry.act();
      }
    },
  };
}

async function open(run: MemoryRun, live = true) {
  if (live) run.setLive(true);
  const messages: HostMessage[] = [];
  const timers = handTimers(run);
  const session: PaneSession = makeSession(run, (message) => messages.push(message), { later: timers.later });
  await session.load();
  await session.handle({ type: 'ready' });
  const take = (): HostMessage[] => messages.splice(0);
  return { session, timers, take };
}

function started(): MemoryRun {
  const run = new MemoryRun(plan);
  run.push({ type: 'run.started' });
  run.begin('scan');
  run.completeCode('scan', '3 files');
  run.begin('security', 'Look');
  run.begin('data', 'Look');
  return run;
}

const batches = (messages: readonly HostMessage[]) => messages.filter((message) => message.type === 'batch');

describe('run pane session', () => {
  it('answers ready with a snapshot and a choice with the newest rows', async () => {
    const { session, take } = await open(started());
    await session.handle({ type: 'select', step: 'security' });
    const [snapshot, page] = take();
    assert.ok(snapshot?.type === 'snapshot' && page?.type === 'page');
    assert.equal(snapshot.run.header.state, 'running');
    assert.deepEqual(
      snapshot.run.steps.map((step) => [step.id, step.state, step.now]),
      [
        ['scan', 'completed', ''],
        ['security', 'running', 'Waiting for the model'],
        ['data', 'running', 'Waiting for the model'],
      ],
    );
    assert.deepEqual(
      page.items.map((item) => item.kind),
      ['user'],
    );
  });

  it('sends one batch per 50 ms with the rows of the shown agent only, others as summaries twice a second', async () => {
    const run = started();
    const { session, timers, take } = await open(run);
    await session.handle({ type: 'select', step: 'security' });
    take();
    timers.pass(600);
    take();
    for (let tick = 0; tick < 20; tick += 1) {
      for (let i = 0; i < 10; i += 1) {
        run.agent('security', { type: 'text', text: `s${i} ` });
        run.agent('data', { type: 'text', text: `d${i} ` });
      }
      timers.pass(50);
      await session.handle({ type: 'ack', seq: 1 });
    }
    const sent = batches(take());
    assert.equal(sent.length, 20);
    assert.ok(sent.every((batch) => batch.stream === null || batch.stream.step === 'security'));
    assert.ok(
      sent.every((batch) => (batch.stream?.changes.length ?? 0) <= 1),
      'deltas of a row are joined',
    );
    const dataSummaries = sent.filter((batch) => batch.steps.some((step) => step.id === 'data'));
    assert.ok(
      dataSummaries.length >= 1 && dataSummaries.length <= 3,
      `${dataSummaries.length} summaries in one second`,
    );
    assert.ok(!JSON.stringify(sent).includes('d9 '));
  });

  it('waits for a pane that is behind and merges meanwhile', async () => {
    const run = started();
    const { session, timers, take } = await open(run);
    await session.handle({ type: 'select', step: 'security' });
    take();
    for (let i = 0; i < 30; i += 1) {
      run.agent('security', { type: 'text', text: 'x' });
      timers.pass(50);
    }
    assert.equal(batches(take()).length, 2);
    await session.handle({ type: 'ack', seq: run.events.length });
    timers.pass(50);
    const [merged] = batches(take());
    assert.equal(merged?.seq, run.events.length);
    assert.deepEqual(merged?.stream?.changes.length, 1);
  });

  it('posts nothing while hidden and starts over on ready', async () => {
    const run = started();
    const { session, timers, take } = await open(run);
    await session.handle({ type: 'select', step: 'security' });
    take();
    session.setVisible(false);
    run.agent('security', { type: 'text', text: 'unseen' });
    timers.pass(5000);
    assert.deepEqual(take(), []);
    await session.handle({ type: 'ready' });
    await session.handle({ type: 'select', step: 'security' });
    const page = take().find((message) => message.type === 'page');
    assert.equal(page?.items.at(-1)?.kind, 'prose');
  });

  it('a view that applies every message has the rows of the log, across choices and a gap in the live events', async () => {
    const run = started();
    const { session, timers, take } = await open(run);
    await session.handle({ type: 'select', step: 'data' });
    run.agent('security', { type: 'reasoning', text: 'hm' });
    await session.handle({ type: 'select', step: 'security' });
    run.agent('security', { type: 'tool_call', callId: 'c', name: 'read_file', kind: 'read', title: 'a', path: 'a' });
    timers.pass(50);
    // Two events reach the log while the listener hears only of the second.
    run.setLive(false);
    await session.load();
    run.agent('security', { type: 'tool_update', callId: 'c', status: 'failed', error: 'no such file' });
    run.setLive(true);
    await session.load();
    run.agent('security', { type: 'text', text: 'The end' });
    timers.pass(50);
    let view = makeItemList();
    for (const message of take()) {
      if (message.type === 'page' && message.step === 'security') {
        view = makeItemList();
        for (const item of message.items) applyChange(view, { op: 'add', item });
      } else if (message.type === 'batch' && message.stream?.step === 'security') {
        for (const change of message.stream.changes) applyChange(view, change);
      }
    }
    const expected = makeStepStream('security');
    for (const event of run.events) if ('step' in event) applyToStream(expected, event);
    assert.deepEqual(view.items, expected.list.items);
  });

  it('shows a run that nobody drives as interrupted, without a running row, and as resumable', async () => {
    const run = started();
    run.agent('security', { type: 'tool_call', callId: 'c', name: 'grep', kind: 'search', title: 'x' });
    const { session, take } = await open(run, false);
    await session.handle({ type: 'select', step: 'security' });
    const [snapshot, page] = take();
    assert.ok(snapshot?.type === 'snapshot' && page?.type === 'page');
    assert.equal(snapshot.run.header.state, 'interrupted');
    assert.equal(snapshot.run.header.resumable, true);
    assert.equal(snapshot.run.steps[1]?.state, 'interrupted');
    assert.ok(page.items.every((item) => item.endedAt !== null));
  });

  it('keeps few rows of agents that are not shown and reads them again from the log when they are', async () => {
    const run = started();
    const { session, take } = await open(run);
    await session.handle({ type: 'select', step: 'data' });
    for (let i = 0; i < 900; i += 1) {
      const callId = `c${i}`;
      run.agent('security', { type: 'tool_call', callId, name: 'grep', kind: 'search', title: callId });
      run.agent('security', { type: 'tool_update', callId, status: 'completed', output: 'x' });
    }
    assert.ok((await session.rows('security')).length <= 500);
    const before = run.reads;
    await session.handle({ type: 'select', step: 'security' });
    assert.equal(run.reads, before + 1);
    assert.equal((await session.rows('security')).length, 901);
    const page = take().findLast((message) => message.type === 'page');
    assert.deepEqual([page?.items.length, page?.hasOlder], [200, true]);
    const first = page?.items[0]?.id ?? '';
    await session.handle({ type: 'older', step: 'security', before: first });
    const older = take().find((message) => message.type === 'page');
    assert.equal(older?.mode, 'older');
    assert.equal(older?.items.length, 200);
    assert.ok((older?.items.at(-1)?.startedAt ?? 0) <= (page?.items[0]?.startedAt ?? 0));
  });

  it('finds the uncut text of a row in the log', async () => {
    const run = started();
    const output = 'line\n'.repeat(1000);
    run.agent('security', { type: 'tool_call', callId: 'c', name: 'cat', kind: 'read', title: 'a' });
    const id = `security:1:${run.events.length}`;
    run.agent('security', { type: 'tool_update', callId: 'c', status: 'completed', output });
    assert.equal(await readFullText(run.app.store, 'r', id), output);
    assert.equal(await readFullText(run.app.store, 'r', 'security:1:2'), null);
    assert.equal(await readFullText(run.app.store, 'r', '../../etc/passwd'), null);
  });

  it('says why there is nothing to show when the log cannot be read', async () => {
    const run = new MemoryRun(plan);
    run.events.length = 0;
    run.events.push({ runId: 'run0000000001', seq: 7, at: 0, type: 'run.started' });
    const { take } = await open(run, false);
    const [problem] = take();
    assert.ok(problem?.type === 'problem');
    assert.match(problem.message, /run\.created.*Rebuild History/s);
  });
});
