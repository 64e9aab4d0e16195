import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AgentBackend, BackendHealth } from '../engine/ports/AgentBackend.ts';
import { Semaphore } from '../base/semaphore.ts';
import { BooError } from '../protocol/errors.ts';
import type { BackendId } from '../protocol/plan.ts';
import type { AppOptions } from './App.ts';

/**
 * The backends by name, each made on first use from the settings of that moment and shared by the runs of this app.
 * A change of the settings makes a new one for the runs that start after it.
 */
export interface Backends {
  get(id: BackendId): Promise<Equipment>;
  /** Throws the typed reason when the backend could not run a step now. */
  ready(id: BackendId, signal: AbortSignal): Promise<void>;
  health(id: BackendId, signal: AbortSignal): Promise<BackendHealth>;
  /** No run is live: every backend ends what it kept warm. */
  rest(): Promise<void>;
  /** After this nothing is made any more. */
  dispose(): Promise<void>;
}

/** A backend and the sessions that its runs share. */
export interface Equipment {
  readonly backend: AgentBackend;
  readonly slots: Semaphore;
}

/** A quick check that takes longer than this counts as failed, ms. */
const readyMs = 30_000;

export function createBackends(options: AppOptions): Backends {
  const made = new Map<string, Promise<Equipment>>();
  let disposed = false;

  /** The first caller makes it, the others wait for the same one; a failure is not kept. */
  function get(id: BackendId): Promise<Equipment> {
    if (disposed) return Promise.reject(new BooError('backend_unavailable', 'The application is closing.'));
    const key = id === 'qwen' ? `qwen ${JSON.stringify(qwenSettings(options))}` : id;
    const known = made.get(key);
    if (known !== undefined) return known;
    const coming = make(id, options).then((backend) => ({ backend, slots: new Semaphore(backend.concurrency) }));
    made.set(key, coming);
    coming.catch(() => made.delete(key));
    return coming;
  }

  async function forAll(act: (backend: AgentBackend) => Promise<void>): Promise<void> {
    const settled = await Promise.allSettled([...made.values()]);
    await Promise.all(settled.flatMap((one) => (one.status === 'fulfilled' ? [act(one.value.backend)] : [])));
  }

  async function health(id: BackendId, signal: AbortSignal): Promise<BackendHealth> {
    if (id === 'boocoder') {
      const item = {
        name: 'BooCoder server',
        status: 'failed',
        detail: 'not part of this version',
        remedy: 'Choose qwen or offline.',
      } as const;
      return { backend: id, available: false, model: null, items: [item] };
    }
    return (await get(id)).backend.health(signal);
  }

  return {
    get,
    health,
    async ready(id, signal) {
      const { backend } = await get(id);
      await backend.ready(options.workspace, AbortSignal.any([signal, AbortSignal.timeout(readyMs)]));
    },
    rest: () => forAll((backend) => backend.rest()),
    async dispose() {
      disposed = true;
      await forAll((backend) => backend.dispose());
      made.clear();
    },
  };
}

function qwenSettings(options: AppOptions) {
  const { qwenPath, qwenTransport, sandbox, concurrency } = options.settings();
  return { qwenPath, qwenTransport, sandbox, concurrency };
}

/** Loaded on first use: a viewer of old runs pays for no backend. */
async function make(id: BackendId, options: AppOptions): Promise<AgentBackend> {
  switch (id) {
    case 'offline': {
      const { createOfflineBackend } = await import('../backends/offline/offlineBackend.ts');
      return createOfflineBackend();
    }
    case 'qwen': {
      const { createQwenBackend } = await import('../backends/qwen/QwenBackend.ts');
      const { qwenPath, qwenTransport, sandbox, concurrency } = qwenSettings(options);
      return createQwenBackend({
        ...(qwenPath === null ? {} : { qwenPath }),
        env: options.env,
        home: options.home,
        privateDir: privateDir(options),
        transport: qwenTransport,
        concurrency,
        sandbox,
        log: options.log.scope('qwen'),
      });
    }
    case 'boocoder':
      throw new BooError('boocoder_unconfigured', 'No BooCoder server is connected.');
  }
}

/** Scratch folder of the agents: outside the workspace and the store, short enough for socket paths, one per store. */
function privateDir(options: AppOptions): string {
  const user = typeof process.getuid === 'function' ? String(process.getuid()) : 'user';
  const key = createHash('sha256').update(options.storeDir).digest('hex').slice(0, 10);
  return path.join(tmpdir(), `boocode-${user}`, key);
}
