import type { AgentEvent } from '../../protocol/agentEvent.ts';
import type { Clock } from '../ports/Clock.ts';

/** Long enough to merge a burst of tokens into one record, short enough not to be seen. */
const windowMs = 40;
/** A window is flushed early when it holds this many characters. */
const maxChars = 16_384;

/**
 * Merges neighbouring deltas of one attempt and hands them on in order, one batch at a time. `write` is never called
 * again before its last promise has settled, so a slow disk makes batches larger, not more numerous.
 */
export class StreamBuffer {
  private readonly clock: Clock;
  private readonly write: (events: AgentEvent[]) => Promise<void>;
  private readonly onError: (error: unknown) => void;
  private pending: AgentEvent[] = [];
  private chars = 0;
  private cancelTimer: (() => void) | undefined;
  private tail: Promise<void> = Promise.resolve();

  constructor(clock: Clock, write: (events: AgentEvent[]) => Promise<void>, onError: (error: unknown) => void) {
    this.clock = clock;
    this.write = write;
    this.onError = onError;
  }

  add(event: AgentEvent): void {
    const last = this.pending.at(-1);
    if (last !== undefined && (event.type === 'text' || event.type === 'reasoning') && last.type === event.type) {
      this.pending[this.pending.length - 1] = { type: event.type, text: last.text + event.text };
    } else {
      this.pending.push(event);
    }
    if (event.type === 'text' || event.type === 'reasoning') this.chars += event.text.length;
    if (this.chars >= maxChars) this.send();
    else this.cancelTimer ??= this.clock.after(windowMs, () => this.send());
  }

  /** Resolves when everything added so far is written. Rejects when writing failed. */
  async flush(): Promise<void> {
    this.send();
    await this.tail;
  }

  private send(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    if (this.pending.length === 0) return;
    this.tail = this.tail.then(() => this.drain());
    this.tail.catch((error: unknown) => this.onError(error));
  }

  private async drain(): Promise<void> {
    const events = this.pending;
    if (events.length === 0) return;
    this.pending = [];
    this.chars = 0;
    await this.write(events);
  }
}
