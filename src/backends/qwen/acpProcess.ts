import {
  client,
  type ClientConnection,
  methods,
  ndJsonStream,
  PROTOCOL_VERSION,
  RequestError,
} from '@agentclientprotocol/sdk';
import { BooError } from '../../protocol/errors.ts';
import { type Child, startChild } from '../process/startChild.ts';
import {
  acpErrorDataSchema,
  acpNewSessionSchema,
  acpNotificationSchema,
  type AcpPermission,
  acpPermissionSchema,
  acpPromptResultSchema,
  type AcpUpdate,
  acpUpdateSchema,
} from './acpWire.ts';
import { errorOfExit, errorOfText } from './failures.ts';
import type { RelayClient } from './relay.ts';
import type { Room } from './room.ts';
import { invocationFor, type QwenRuntime } from './runtime.ts';

const startMs = 30_000;
const newSessionMs = 15_000;
const maxLineBytes = 16 * 1024 * 1024;

/** What a session of the process is told. */
export interface AcpListener {
  update(update: AcpUpdate): void;
  refused(call: AcpPermission['toolCall']): void;
}

/** One `qwen --acp` process with any number of sessions. Every permission request is answered with "cancelled". */
export class AcpProcess {
  readonly room: Room;
  readonly client: RelayClient;
  private readonly child: Child;
  private readonly connection: ClientConnection;
  private readonly listeners: Map<string, AcpListener>;
  private readonly cwd: string;

  /** Starts the process and shakes hands. Throws agent_lost or agent_protocol. */
  static async start(runtime: QwenRuntime, room: Room): Promise<AcpProcess> {
    const relayClient = runtime.relay.open();
    const decoder = new TextDecoder();
    const input = new LineSource();
    const listeners = new Map<string, AcpListener>();
    const child = await startChild({
      ...invocationFor(runtime, room, relayClient),
      maxLineBytes,
      onLine: (line) => {
        // Anything that is not a JSON object is noise of the program, not protocol.
        if (line.startsWith('{')) input.push(line);
      },
      onOverflow: () => void child.kill(),
      registry: runtime.registry,
    });
    void child.exited.then(() => input.end());
    const output = new WritableStream<Uint8Array>({
      write: (bytes) => child.writeLine(decoder.decode(bytes).trimEnd()),
    });
    const connection = connect(listeners, ndJsonStream(output, input.stream, { maxMessageBytes: maxLineBytes }));
    const process = new AcpProcess(room, relayClient, child, connection, listeners, runtime.home.cwd);
    try {
      await process.within(startMs, 'start', process.initialize());
      return process;
    } catch (error) {
      await process.kill();
      throw error;
    }
  }

  private constructor(
    room: Room,
    relayClient: RelayClient,
    child: Child,
    connection: ClientConnection,
    listeners: Map<string, AcpListener>,
    cwd: string,
  ) {
    this.room = room;
    this.client = relayClient;
    this.child = child;
    this.connection = connection;
    this.listeners = listeners;
    this.cwd = cwd;
  }

  get pid(): number {
    return this.child.pid;
  }

  get alive(): boolean {
    return this.child.exit() === null;
  }

  get sessions(): number {
    return this.listeners.size;
  }

  /** Opens a conversation in plan mode. Throws BooError('readonly_unproven') when qwen reports another mode. */
  async newSession(listener: AcpListener): Promise<string> {
    const opening = this.connection.agent.request<unknown>(methods.agent.session.new as string, {
      cwd: this.cwd,
      mcpServers: [],
    });
    const parsed = acpNewSessionSchema.safeParse(await this.within(newSessionMs, 'open a session', opening));
    if (!parsed.success) throw new BooError('readonly_unproven', 'qwen did not announce the mode of the session.');
    const { sessionId, modes } = parsed.data;
    if (modes.currentModeId !== 'plan') {
      throw new BooError('readonly_unproven', `The mode of the session is ${modes.currentModeId} instead of plan.`);
    }
    this.listeners.set(sessionId, listener);
    return sessionId;
  }

  forget(sessionId: string): void {
    this.listeners.delete(sessionId);
  }

  /** Sends a prompt; resolves with the stop reason once all updates of the turn were delivered. Throws a BooError. */
  async prompt(sessionId: string, text: string): Promise<string> {
    const params = { sessionId, prompt: [{ type: 'text', text }] };
    try {
      const result = await this.orGone(
        this.connection.agent.request<unknown>(methods.agent.session.prompt as string, params),
      );
      // Update handlers run in their own turns of the event loop; let those that came first finish.
      await new Promise((resolve) => setImmediate(resolve));
      return acpPromptResultSchema.parse(result).stopReason;
    } catch (error) {
      throw this.errorOf(error);
    }
  }

  cancel(sessionId: string): void {
    void this.connection.agent.notify(methods.agent.session.cancel, { sessionId }).catch(() => {});
  }

  async kill(): Promise<void> {
    this.client.release();
    await this.child.kill();
    this.connection.close();
  }

  private async initialize(): Promise<void> {
    const params = {
      protocolVersion: PROTOCOL_VERSION,
      clientCapabilities: { fs: { readTextFile: false, writeTextFile: false } },
    };
    await this.connection.agent.request(methods.agent.initialize, params);
  }

  private async within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new BooError('agent_lost', `qwen did not ${what} within ${ms / 1000} s.`)), ms);
    });
    try {
      return await Promise.race([this.orGone(work), late]);
    } catch (error) {
      throw this.errorOf(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Rejects as soon as the process is gone, whatever the connection does. */
  private orGone<T>(work: Promise<T>): Promise<T> {
    work.catch(() => {});
    const gone = this.child.exited.then(({ code, signal }): never => {
      throw errorOfExit(code, signal);
    });
    gone.catch(() => {});
    return Promise.race([work, gone]);
  }

  private errorOf(error: unknown): BooError {
    const exit = this.child.exit();
    if (error instanceof BooError) return error;
    if (exit !== null) return errorOfExit(exit.code, exit.signal);
    if (!(error instanceof RequestError)) {
      return new BooError('agent_protocol', 'qwen answered over ACP in an unexpected way.', { cause: error });
    }
    const details = acpErrorDataSchema.safeParse(error.data).data?.details ?? error.message;
    return this.client.errorFor(details) ?? errorOfText(details);
  }
}

/** Lines of the process as the byte stream that the ACP library reads. Pushing after the end is harmless. */
class LineSource {
  readonly stream: ReadableStream<Uint8Array>;
  private readonly encoder = new TextEncoder();
  private controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  constructor() {
    this.stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.controller = controller;
      },
      cancel: () => {
        this.controller = undefined;
      },
    });
  }

  push(line: string): void {
    this.controller?.enqueue(this.encoder.encode(`${line}\n`));
  }

  end(): void {
    this.controller?.close();
    this.controller = undefined;
  }
}

function connect(listeners: Map<string, AcpListener>, stream: ReturnType<typeof ndJsonStream>): ClientConnection {
  return client({ name: 'boocode-orchestrator' })
    .onRequest(methods.client.session.requestPermission as string, acpPermissionSchema, ({ params }) => {
      listeners.get(params.sessionId)?.refused(params.toolCall);
      return { outcome: { outcome: 'cancelled' } };
    })
    .onNotification(methods.client.session.update as string, acpNotificationSchema, ({ params }) => {
      const update = acpUpdateSchema.safeParse(params.update);
      if (update.success) listeners.get(params.sessionId)?.update(update.data);
    })
    .connect(stream);
}
