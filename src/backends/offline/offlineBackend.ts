import type { AgentBackend, AgentSession, BackendHealth, SessionOptions } from '../../engine/ports/AgentBackend.ts';
import type { AgentEvent } from '../../protocol/agentEvent.ts';
import { BooError } from '../../protocol/errors.ts';
import { offlineAnswer } from './offlineAnswer.ts';

/** Characters per text event. */
const chunkChars = 2_000;

const health: BackendHealth = {
  backend: 'offline',
  available: true,
  model: null,
  items: [
    {
      name: 'Offline',
      status: 'ok',
      detail: 'always available; reports the signal scan as leads, not judged by a model',
    },
  ],
};

/** Answers every step from the plan alone: no model, no process, no network, no file access. */
export function createOfflineBackend(): AgentBackend {
  return {
    id: 'offline',
    concurrency: 64,
    health: async () => health,
    ready: async () => {},
    rest: async () => {},
    openSession: async (options, signal) => {
      if (signal.aborted) throw new BooError('cancelled', 'The step was cancelled.');
      return openSession(options);
    },
    dispose: async () => {},
  };
}

function openSession({ step, idempotencyKey }: SessionOptions): AgentSession {
  return {
    info: { sessionId: `offline-${idempotencyKey}`, model: null, pid: null },
    async *prompt(_text: string, signal: AbortSignal): AsyncGenerator<AgentEvent, void, void> {
      const answer = offlineAnswer(step);
      for (let at = 0; at < answer.length; at += chunkChars) {
        if (signal.aborted) throw new BooError('cancelled', 'The step was cancelled.');
        yield { type: 'text', text: answer.slice(at, at + chunkChars) };
      }
    },
    close: async () => {},
  };
}
