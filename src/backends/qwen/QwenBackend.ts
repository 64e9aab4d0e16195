import type { AgentBackend, AgentSession, BackendHealth, SessionOptions } from '../../engine/ports/AgentBackend.ts';
import { BooError } from '../../protocol/errors.ts';
import { AcpHost } from './acpHost.ts';
import { checkHealth } from './health.ts';
import type { QwenOptions } from './options.ts';
import { probeEndpoint } from './probe.ts';
import { orCancelled } from './orCancelled.ts';
import { establishRuntime, type QwenRuntime, realWorkspace } from './runtime.ts';
import { roomOf } from './room.ts';
import { StreamPool } from './streamPool.ts';
import { StreamSession } from './streamSession.ts';

const defaultProbeMs = 3_000;

interface Established {
  readonly runtime: QwenRuntime;
  readonly pool: StreamPool;
  readonly acp: AcpHost;
}

/**
 * Runs agent steps on the user's qwen CLI. Nothing is started before the first session; from then on processes are kept
 * warm until `dispose`. Fails closed: if read-only operation cannot be proven, no session opens.
 */
export class QwenBackend implements AgentBackend {
  readonly id = 'qwen';
  readonly concurrency: number;
  private readonly options: QwenOptions;
  private established: Promise<Established> | undefined;
  private reachable: Promise<void> | undefined;
  private disposed = false;

  constructor(options: QwenOptions) {
    this.options = options;
    this.concurrency = Math.min(64, Math.max(1, Math.trunc(options.concurrency)));
  }

  health(signal: AbortSignal): Promise<BackendHealth> {
    return checkHealth(this.options, signal);
  }

  /** Also starts the first process, so that it comes up while the caller still prepares its run. */
  async ready(workspace: string, signal: AbortSignal): Promise<void> {
    if (this.disposed) throw new BooError('backend_unavailable', 'The qwen backend has been shut down.');
    const { runtime, pool } = await this.establish();
    const real = realWorkspace(runtime, workspace);
    await this.probe(runtime, signal);
    if (this.options.transport === 'stream-json') pool.warmUp(roomOf(runtime.home, real, false));
  }

  async openSession({ step, workspace }: SessionOptions, signal: AbortSignal): Promise<AgentSession> {
    if (this.disposed) throw new BooError('backend_unavailable', 'The qwen backend has been shut down.');
    const { runtime, pool, acp } = await this.establish();
    const real = realWorkspace(runtime, workspace);
    await this.probe(runtime, signal);
    const room = roomOf(runtime.home, real, step.isolated);
    if (this.options.transport === 'acp') return acp.open(room, signal);
    return new StreamSession(await pool.acquire(room, signal), pool, runtime.model.model);
  }

  async rest(): Promise<void> {
    const established = await this.established?.catch(() => undefined);
    await Promise.allSettled([established?.pool.rest(), established?.acp.rest()]);
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    const established = await this.established?.catch(() => undefined);
    if (established === undefined) return;
    await Promise.allSettled([established.pool.dispose(), established.acp.dispose()]);
    await established.runtime.relay.close();
  }

  /** Established once; a failure is not kept, so that the user can repair the cause and try again. */
  private establish(): Promise<Established> {
    this.established ??= establishRuntime(this.options).then(
      (runtime) => ({ runtime, pool: new StreamPool(runtime, this.concurrency), acp: new AcpHost(runtime) }),
      (error: unknown) => {
        this.established = undefined;
        throw error;
      },
    );
    return this.established;
  }

  /** One check for all sessions that open at the same time; once it has passed, the model requests tell the rest. */
  private async probe(runtime: QwenRuntime, signal: AbortSignal): Promise<void> {
    const ms = this.options.endpointProbeMs ?? defaultProbeMs;
    this.reachable ??= probeEndpoint(runtime.model.target, ms, AbortSignal.any([])).catch((error: unknown) => {
      this.reachable = undefined;
      throw error;
    });
    await orCancelled(this.reachable, signal);
  }
}

export function createQwenBackend(options: QwenOptions): QwenBackend {
  return new QwenBackend(options);
}
