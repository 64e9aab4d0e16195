/**
 * A process that owns a run, for crash and fencing tests: `writerProcess.ts <dir> <runId> <create|takeOver> <host> <shift>`.
 * Appends numbered events without end and prints what is acknowledged, one line each: `owner <epoch>`, then `ack <seq>
 * <text>` after the acknowledgement, finally `end <code>`. `shift` (ms) moves its clock, so that it may take over from
 * an owner on "another machine" that still runs.
 */
import { writeSync } from 'node:fs';
import type { RunWriter } from '../../src/engine/ports/RunStore.ts';
import { BooError } from '../../src/protocol/errors.ts';
import { makePlan } from '../support/planFixture.ts';
import { createdEvent } from '../support/runFixture.ts';
import { openStore } from './storeFixture.ts';

const [dir = '', runId = '', how = '', host = '', shift = '0'] = process.argv.slice(2);
/** Synchronous, so that nothing said is lost when the process is killed. */
const say = (line: string) => void writeSync(1, `${line}\n`);

async function main(): Promise<void> {
  const store = openStore(dir, { hostId: host, clock: { now: () => Date.now() + Number(shift) } });
  let writer: RunWriter;
  let seq = 0;
  if (how === 'create') {
    writer = await store.create(runId);
    const [first] = await writer.append([createdEvent(makePlan())]);
    await writer.append([{ type: 'run.started' }]);
    seq = (first?.seq ?? 0) + 1;
  } else {
    const taken = await store.takeOver(runId);
    writer = taken.writer;
    seq = taken.state.lastSeq;
  }
  say(`owner ${writer.epoch}`);
  for (;;) {
    seq += 1;
    const text = `${process.pid}/${seq}`;
    // Every third time several at once, so that groups of more than one are in the game too.
    const count = seq % 3 === 0 ? 3 : 1;
    const bodies = Array.from({ length: count }, (_, n) => `${text}/${n}`);
    await Promise.all(
      bodies.map(async (message) => {
        const [event] = await writer.append([{ type: 'run.budget', what: 'tokens', message }]);
        say(`ack ${event?.seq} ${message}`);
      }),
    );
    seq += count - 1;
  }
}

try {
  await main();
} catch (error) {
  say(`end ${error instanceof BooError ? error.code : String(error)}`);
}
