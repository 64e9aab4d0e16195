import { setTimeout as wait } from 'node:timers/promises';
import type { AgentSession, SessionInfo } from '../../engine/ports/AgentBackend.ts';
import type { AgentEvent } from '../../protocol/agentEvent.ts';
import { asBooError, BooError } from '../../protocol/errors.ts';
import { AcpMapper } from './acpMapper.ts';
import type { AcpListener, AcpProcess } from './acpProcess.ts';
import { EventQueue } from './eventQueue.ts';
import { neutralisePrompt } from './promptText.ts';

/** How long a cancelled turn may take to end before the whole process is killed. */
const cancelMs = 500;
/** Over ACP qwen ends the turn at the first refused permission; it is then asked to go on, at most this often. */
const maxContinuations = 3;
const continuation =
  'That path is outside the workspace and was refused. Do not try it again. Continue the task without it and finish the answer in the shape asked for.';

/** Takes a session back when it closes; see AcpHost. */
export interface AcpOwner {
  release(process: AcpProcess, sessionId: string, state: { stuck: boolean; broken: boolean }): Promise<void>;
}

interface Turn {
  readonly mapper: AcpMapper;
  readonly queue: EventQueue<AgentEvent>;
  refusals: number;
}

/** One ACP session inside a shared process. */
export class AcpSession implements AgentSession {
  readonly info: SessionInfo;
  private readonly process: AcpProcess;
  private readonly host: AcpOwner;
  private turn: Turn | undefined;
  private running: Promise<void> = Promise.resolve();
  private broken = false;
  private closing: Promise<void> | undefined;

  static async open(host: AcpOwner, process: AcpProcess, model: string): Promise<AcpSession> {
    const late: { session?: AcpSession } = {};
    const listener: AcpListener = {
      update: (update) => late.session?.take((turn) => turn.mapper.map(update)),
      refused: (call) =>
        late.session?.take((turn) => {
          turn.refusals += 1;
          return turn.mapper.refuse(call);
        }),
    };
    const sessionId = await process.newSession(listener);
    late.session = new AcpSession(host, process, { sessionId, model, pid: process.pid });
    return late.session;
  }

  private constructor(host: AcpOwner, process: AcpProcess, info: SessionInfo) {
    this.host = host;
    this.process = process;
    this.info = info;
  }

  async *prompt(text: string, signal: AbortSignal): AsyncGenerator<AgentEvent, void, void> {
    if (this.broken || this.closing !== undefined) throw new BooError('agent_lost', 'The session is closed.');
    if (signal.aborted) throw new BooError('cancelled', 'The step was cancelled.');
    const message = neutralisePrompt(text);
    const turn: Turn = { mapper: new AcpMapper(this.process.room.folder), queue: new EventQueue(), refusals: 0 };
    this.turn = turn;
    this.broken = true;
    const onAbort = (): void => {
      turn.queue.abort(new BooError('cancelled', 'The step was cancelled.'));
      this.process.cancel(this.info.sessionId);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.running = this.converse(turn, message, signal).then(
      () => turn.queue.end(),
      (error: unknown) => turn.queue.fail(asBooError(error)),
    );
    try {
      yield* turn.queue.read();
      this.broken = false;
    } finally {
      signal.removeEventListener('abort', onAbort);
      if (this.broken && !signal.aborted) this.process.cancel(this.info.sessionId);
      this.turn = undefined;
    }
  }

  close(): Promise<void> {
    this.closing ??= this.finish();
    return this.closing;
  }

  private async finish(): Promise<void> {
    const settled = await Promise.race([this.running.then(() => true), wait(cancelMs, false, { ref: false })]);
    await this.host.release(this.process, this.info.sessionId, { stuck: !settled, broken: this.broken });
  }

  private async converse(turn: Turn, message: string, signal: AbortSignal): Promise<void> {
    let text = message;
    for (let round = 0; ; round += 1) {
      const before = turn.refusals;
      const stopReason = await this.process.prompt(this.info.sessionId, text);
      if (stopReason !== 'end_turn') {
        throw new BooError('agent_protocol', `qwen ended the turn with "${stopReason.slice(0, 80)}".`);
      }
      const refused = turn.refusals > before;
      if (turn.mapper.hasAnswer && !refused) return;
      if (!refused || round >= maxContinuations || signal.aborted) break;
      text = continuation;
    }
    if (turn.mapper.hasAnswer) return;
    throw new BooError('model_empty_answer', 'The model ended its turn without an answer.');
  }

  private take(read: (turn: Turn) => AgentEvent[]): void {
    const turn = this.turn;
    if (turn === undefined || turn.queue.ended) return;
    try {
      for (const event of read(turn)) turn.queue.push(event);
    } catch (error) {
      turn.queue.fail(asBooError(error));
      // A violation concerns the process, and with it every session in it.
      void this.process.kill();
    }
  }
}
