import { Emitter } from '../../base/emitter.ts';
import { asBooError, type BooError } from '../../protocol/errors.ts';
import type { RunEvent, RunEventBody } from '../../protocol/events.ts';
import { fold } from '../../protocol/fold.ts';
import type { RunState } from '../../protocol/run.ts';
import type { RunWriter } from '../ports/RunStore.ts';

/**
 * The one way from a decision to the state: append to the log, and only when that is acknowledged fold and announce.
 * So nothing is shown, unlocked or started that is not on disk. After the first failed append nothing is accepted any
 * more; `record` then rejects with that first error.
 */
export class Recorder {
  private readonly writer: RunWriter;
  private readonly emitter = new Emitter<readonly RunEvent[]>();
  private current: RunState | undefined;
  private failure: BooError | undefined;
  readonly onEvents = this.emitter.event;

  constructor(writer: RunWriter, state: RunState | undefined) {
    this.writer = writer;
    this.current = state;
  }

  get state(): RunState {
    if (this.current === undefined) throw new Error('nothing was recorded yet');
    return this.current;
  }

  get runId(): string {
    return this.writer.runId;
  }

  async record(...bodies: RunEventBody[]): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    let events: readonly RunEvent[];
    try {
      events = await this.writer.append(bodies);
    } catch (error) {
      this.failure ??= asBooError(error);
      throw this.failure;
    }
    for (const event of events) this.current = fold(this.current, event);
    this.emitter.fire(events);
  }

  close(): Promise<void> {
    return this.writer.close();
  }
}
