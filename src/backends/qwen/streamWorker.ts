import { randomUUID } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { BooError } from '../../protocol/errors.ts';
import { type Child, startChild } from '../process/startChild.ts';
import { errorOfExit } from './failures.ts';
import { allowedTools } from './allowedTools.ts';
import type { RelayClient } from './relay.ts';
import type { Room } from './room.ts';
import { invocationFor, type QwenRuntime } from './runtime.ts';
import {
  denyResponse,
  type InitLine,
  initializeRequest,
  parseStreamLine,
  type StreamLine,
  userMessage,
} from './streamWire.ts';

const startMs = 30_000;
const resetMs = 15_000;
const maxLineBytes = 16 * 1024 * 1024;

type LineHandler = (line: StreamLine) => void;
type RefusalHandler = (callId: string) => void;

/**
 * One qwen process that speaks stream-json: one conversation at a time, any number one after the other. Every
 * permission request is refused, always. It does not know about turns or sessions.
 */
export class StreamWorker {
  readonly room: Room;
  readonly client: RelayClient;
  /** Sessions served so far. */
  served = 0;
  private readonly child: Child;
  private readonly runtime: QwenRuntime;
  private onLine: LineHandler | undefined;
  private onRefusal: RefusalHandler | undefined;
  private onGone: ((error: BooError) => void) | undefined;

  /** Starts a process and waits until it answers. Throws agent_lost, or cancelled when `signal` aborts. */
  static async start(runtime: QwenRuntime, room: Room, signal: AbortSignal): Promise<StreamWorker> {
    if (signal.aborted) throw new BooError('cancelled', 'The step was cancelled.');
    const client = runtime.relay.open();
    const relay: { line: (line: string) => void; overflow: () => void } = { line: () => {}, overflow: () => {} };
    let child: Child;
    try {
      child = await startChild({
        ...invocationFor(runtime, room, client),
        maxLineBytes,
        onLine: (line) => relay.line(line),
        onOverflow: () => relay.overflow(),
        registry: runtime.registry,
      });
    } catch (error) {
      client.release();
      throw error;
    }
    const worker = new StreamWorker(runtime, room, client, child);
    relay.line = (line) => worker.receive(line);
    relay.overflow = () => worker.fail(new BooError('agent_protocol', 'qwen sent a line of more than 16 MB.'));
    try {
      const id = randomUUID();
      const ready = worker.waitFor((line) => line.type === 'control_response' && line.response.request_id === id, {
        signal,
        ms: startMs,
        what: 'start',
      });
      child.writeLine(initializeRequest(id));
      await ready;
      return worker;
    } catch (error) {
      await worker.kill();
      throw error;
    }
  }

  private constructor(runtime: QwenRuntime, room: Room, client: RelayClient, child: Child) {
    this.runtime = runtime;
    this.room = room;
    this.client = client;
    this.child = child;
    void child.exited.then(({ code, signal }) => this.fail(errorOfExit(code, signal)));
  }

  get pid(): number {
    return this.child.pid;
  }

  get alive(): boolean {
    return this.child.exit() === null;
  }

  /**
   * Starts a fresh conversation with `/clear`, a command that qwen answers without calling the model, and proves from
   * the announcement that comes with it that plan mode is on and only allowed tools are there.
   * Returns the id of the new conversation. Throws BooError('readonly_unproven').
   */
  async reset(signal: AbortSignal): Promise<string> {
    let announced: InitLine | undefined;
    const done = this.waitFor(
      (line) => {
        if (line.type === 'system' && line.subtype === 'init') announced = line;
        return line.type === 'result';
      },
      { signal, ms: resetMs, what: 'open a conversation' },
    );
    this.child.writeLine(userMessage('/clear'));
    const result = await done;
    if (announced === undefined)
      throw new BooError('readonly_unproven', 'qwen did not announce its tools and its mode.');
    this.assertReadOnly(announced);
    if (result.type !== 'result' || result.is_error || result.session_id === announced.session_id) {
      throw new BooError('agent_protocol', 'qwen did not open a fresh conversation.');
    }
    this.served += 1;
    return result.session_id;
  }

  /** Throws BooError('readonly_unproven') unless the announcement shows exactly what was asked for. */
  assertReadOnly(init: InitLine): void {
    const foreign = init.tools.filter((tool) => !allowedTools.has(tool));
    const problem = [
      foreign.length > 0 && `it has the tools ${foreign.join(', ')}`,
      !init.tools.includes('read_file') && 'it cannot read files',
      init.permission_mode !== 'plan' && `its mode is ${init.permission_mode} instead of plan`,
      init.mcp_servers.length > 0 && 'it has MCP servers',
      !samePath(init.cwd, this.runtime.home.cwd) && 'it works in another folder than the private one',
    ].find((text) => text !== false);
    if (problem !== undefined) throw new BooError('readonly_unproven', `qwen is not provably read-only: ${problem}.`);
  }

  /** Sends a user message and routes everything that comes to the handlers until `detach`. */
  attach(onLine: LineHandler, onRefusal: RefusalHandler, onGone: (error: BooError) => void): void {
    this.onLine = onLine;
    this.onRefusal = onRefusal;
    this.onGone = onGone;
    const exit = this.child.exit();
    if (exit !== null) onGone(errorOfExit(exit.code, exit.signal));
  }

  detach(): void {
    this.onLine = undefined;
    this.onRefusal = undefined;
    this.onGone = undefined;
  }

  send(text: string): void {
    this.child.writeLine(userMessage(text));
  }

  async kill(): Promise<void> {
    this.client.release();
    await this.child.kill();
  }

  private receive(text: string): void {
    const line = parseStreamLine(text);
    if (line === null) return;
    if (line.type === 'control_request') {
      this.child.writeLine(denyResponse(line.request_id));
      if (line.request.tool_use_id !== undefined) this.onRefusal?.(line.request.tool_use_id);
      return;
    }
    this.onLine?.(line);
  }

  private fail(error: BooError): void {
    this.onGone?.(error);
  }

  private async waitFor(
    wanted: (line: StreamLine) => boolean,
    bounds: { readonly signal: AbortSignal; readonly ms: number; readonly what: string },
  ): Promise<StreamLine> {
    const { signal, ms, what } = bounds;
    if (signal.aborted) throw new BooError('cancelled', 'The step was cancelled.');
    let stop = (): void => {};
    try {
      return await new Promise<StreamLine>((resolve, reject) => {
        const cancelled = (): void => reject(new BooError('cancelled', 'The step was cancelled.'));
        const late = setTimeout(
          () => reject(new BooError('agent_lost', `qwen did not ${what} within ${ms / 1000} s.`)),
          ms,
        );
        signal.addEventListener('abort', cancelled, { once: true });
        stop = () => {
          clearTimeout(late);
          signal.removeEventListener('abort', cancelled);
          this.detach();
        };
        this.attach(
          (line) => {
            if (wanted(line)) resolve(line);
          },
          () => {},
          (error) => reject(this.startError(error)),
        );
      });
    } finally {
      stop();
    }
  }

  /** A process that ends before it answers has usually said why on stderr (unknown flag, bad settings). */
  private startError(error: BooError): BooError {
    const said = this.child.stderr().trim().split('\n').at(-1)?.slice(0, 300) ?? '';
    return said === '' ? error : new BooError(error.code, `${error.message} It said: ${said}`);
  }
}

function samePath(a: string, b: string): boolean {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return false;
  }
}
