import type { AgentSession, SessionInfo } from '../../engine/ports/AgentBackend.ts';
import type { AgentEvent } from '../../protocol/agentEvent.ts';
import { asBooError, BooError } from '../../protocol/errors.ts';
import { EventQueue } from './eventQueue.ts';
import { errorOfText } from './failures.ts';
import { neutralisePrompt } from './promptText.ts';
import type { Lease, StreamPool } from './streamPool.ts';
import type { StreamLine } from './streamWire.ts';
import type { StreamWorker } from './streamWorker.ts';
import { TurnMapper } from './turnMapper.ts';

/**
 * One conversation in one leased process. The process is used again only when its last turn ended with a result line;
 * after an abort, a violation or a protocol error it is ended.
 */
export class StreamSession implements AgentSession {
  readonly info: SessionInfo;
  private readonly worker: StreamWorker;
  private readonly pool: StreamPool;
  /** True from the start of a turn until its result line. */
  private broken = false;
  private closing: Promise<void> | undefined;

  constructor(lease: Lease, pool: StreamPool, model: string) {
    this.worker = lease.worker;
    this.pool = pool;
    this.info = { sessionId: lease.sessionId, model, pid: lease.worker.pid };
  }

  async *prompt(text: string, signal: AbortSignal): AsyncGenerator<AgentEvent, void, void> {
    if (this.broken || this.closing !== undefined) throw new BooError('agent_lost', 'The session is closed.');
    if (signal.aborted) throw new BooError('cancelled', 'The step was cancelled.');
    const message = neutralisePrompt(text);
    const queue = new EventQueue<AgentEvent>();
    const turn = new TurnMapper(this.worker.room.folder);
    const onAbort = (): void => {
      this.broken = true;
      queue.abort(new BooError('cancelled', 'The step was cancelled.'));
      void this.worker.kill();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.broken = true;
    this.worker.attach(
      (line) => this.take(line, turn, queue),
      (callId) => turn.refuse(callId),
      (error) => queue.fail(error),
    );
    try {
      this.worker.send(message);
      yield* queue.read();
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.worker.detach();
      if (this.broken) void this.worker.kill();
    }
  }

  close(): Promise<void> {
    this.closing ??= this.pool.release(this.worker, !this.broken);
    return this.closing;
  }

  private take(line: StreamLine, turn: TurnMapper, queue: EventQueue<AgentEvent>): void {
    try {
      if (line.type === 'system' && line.subtype === 'init') this.worker.assertReadOnly(line);
      for (const event of turn.map(line)) queue.push(event);
      if (line.type !== 'result') return;
      // Success or not: after its result line qwen waits for the next message, in good order.
      this.broken = false;
      const error = this.resultError(line, turn);
      if (error === null) queue.end();
      else queue.fail(error);
    } catch (error) {
      queue.fail(asBooError(error));
      void this.worker.kill();
    }
  }

  /**
   * qwen's `success` is not enough: with its turn budget used up it repeats an old answer as a success without a model
   * request, and with reasoning only it reports an empty one. So this turn must have streamed an answer.
   */
  private resultError(line: Extract<StreamLine, { type: 'result' }>, turn: TurnMapper): BooError | null {
    if (line.is_error || line.subtype !== 'success') {
      const text = line.error?.message ?? line.subtype;
      return this.worker.client.errorFor(text) ?? errorOfText(text);
    }
    if (turn.hasAnswer) return null;
    return new BooError('model_empty_answer', 'The model ended its turn without an answer.');
  }
}
