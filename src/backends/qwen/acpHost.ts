import type { AgentSession } from '../../engine/ports/AgentBackend.ts';
import { BooError } from '../../protocol/errors.ts';
import { AcpProcess } from './acpProcess.ts';
import { type AcpOwner, AcpSession } from './acpSession.ts';
import { orCancelled } from './orCancelled.ts';
import type { Room } from './room.ts';
import type { QwenRuntime } from './runtime.ts';

const idleMs = 90_000;

/** Keeps one ACP process per room, started with the first session and ended when none has been open for a while. */
export class AcpHost implements AcpOwner {
  private readonly runtime: QwenRuntime;
  private readonly processes = new Map<string, Promise<AcpProcess>>();
  private readonly idle = new Map<AcpProcess, NodeJS.Timeout>();
  private disposed = false;

  constructor(runtime: QwenRuntime) {
    this.runtime = runtime;
  }

  /** Throws readonly_unproven, agent_lost, agent_protocol, or cancelled when `signal` aborts. */
  async open(room: Room, signal: AbortSignal): Promise<AgentSession> {
    const process = await orCancelled(this.processFor(room), signal, (late) => {
      if (late.sessions === 0) void this.end(late);
    });
    clearTimeout(this.idle.get(process));
    this.idle.delete(process);
    try {
      if (signal.aborted || this.disposed) throw new BooError('cancelled', 'The step was cancelled.');
      return await AcpSession.open(this, process, this.runtime.model.model);
    } catch (error) {
      if (process.sessions === 0) await this.end(process);
      throw error;
    }
  }

  /** Takes a session back. A process that is stuck is ended; so is one whose last session ended badly. */
  async release(process: AcpProcess, sessionId: string, state: { stuck: boolean; broken: boolean }): Promise<void> {
    process.forget(sessionId);
    const unused = process.sessions === 0;
    if (state.stuck || (unused && (state.broken || this.disposed))) return this.end(process);
    if (!unused) return;
    const timer = setTimeout(() => void this.end(process), idleMs);
    timer.unref();
    this.idle.set(process, timer);
  }

  /** Ends the processes without an open session. */
  async rest(): Promise<void> {
    await Promise.all([...this.idle.keys()].map((process) => this.end(process)));
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    const all = await Promise.allSettled([...this.processes.values()]);
    const started = all.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    await Promise.all(started.map((process) => this.end(process)));
  }

  private async processFor(room: Room): Promise<AcpProcess> {
    if (this.disposed) throw new BooError('backend_unavailable', 'The qwen backend has been shut down.');
    const key = keyOf(room);
    const known = this.processes.get(key);
    if (known !== undefined && (await known).alive) return known;
    const starting = this.processes.get(key);
    if (starting !== undefined && starting !== known) return starting;
    const fresh = AcpProcess.start(this.runtime, room);
    this.processes.set(key, fresh);
    fresh.catch(() => this.processes.delete(key));
    return fresh;
  }

  private async end(process: AcpProcess): Promise<void> {
    clearTimeout(this.idle.get(process));
    this.idle.delete(process);
    const current = await this.processes.get(keyOf(process.room))?.catch(() => undefined);
    if (current === process) this.processes.delete(keyOf(process.room));
    await process.kill();
  }
}

function keyOf(room: Room): string {
  return `${room.folder}\n${room.workspace}`;
}
