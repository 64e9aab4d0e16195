import assert from 'node:assert/strict';
import type { AgentBackend, AgentSession } from '../../src/engine/ports/AgentBackend.ts';
import type { AgentEvent } from '../../src/protocol/agentEvent.ts';
import { ask, codeOf } from '../qwen/harness.ts';

export interface ContractSubject {
  readonly backend: AgentBackend;
  open(signal?: AbortSignal): Promise<AgentSession>;
  close(): Promise<void>;
}

/** What every backend owes the engine, whatever runs behind it. */
export function describeBackendContract(name: string, make: () => Promise<ContractSubject>): void {
  describe(`backend contract: ${name}`, () => {
    let subject: ContractSubject;
    before(async () => {
      subject = await make();
    });
    after(() => subject.close());

    it('answers a prompt with text and ends', async () => {
      const session = await subject.open();
      const turn = await ask(session, 'Step: angle-a\nSay something.');
      assert.notEqual(turn.text.trim(), '');
      await session.close();
    });

    it('answers a second prompt in the same session', async () => {
      const session = await subject.open();
      await ask(session, 'Step: angle-a\nFirst.');
      assert.notEqual((await ask(session, 'Second.')).text.trim(), '');
      await session.close();
    });

    it('gives every session its own id', async () => {
      const [one, two] = await Promise.all([subject.open(), subject.open()]);
      assert.notEqual(one.info.sessionId, two.info.sessionId);
      await Promise.all([one.close(), two.close()]);
    });

    it('refuses to open or to prompt when already cancelled', async () => {
      const aborted = AbortSignal.abort();
      assert.equal(await codeOf(subject.open(aborted)), 'cancelled');
      const session = await subject.open();
      assert.equal(await codeOf(ask(session, 'x', aborted)), 'cancelled');
      await session.close();
    });

    it('closes twice without harm', async () => {
      const session = await subject.open();
      await session.close();
      await session.close();
    });

    it('reports its health', async () => {
      const health = await subject.backend.health(new AbortController().signal);
      assert.equal(health.available, true, JSON.stringify(health.items));
      assert.ok(health.items.length > 0);
    });
  });
}

export function toolCalls(events: readonly AgentEvent[]): Extract<AgentEvent, { type: 'tool_call' }>[] {
  return events.filter((event) => event.type === 'tool_call');
}

export function toolUpdates(events: readonly AgentEvent[]): Extract<AgentEvent, { type: 'tool_update' }>[] {
  return events.filter((event) => event.type === 'tool_update');
}
