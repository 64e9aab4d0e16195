import type { AgentBackend, AgentSession, SessionOptions } from '../../src/engine/ports/AgentBackend.ts';
import type { RunWriter } from '../../src/engine/ports/RunStore.ts';
import type { SourceReader } from '../../src/engine/ports/SourceReader.ts';
import type { AgentEvent } from '../../src/protocol/agentEvent.ts';
import { BooError } from '../../src/protocol/errors.ts';
import { parseRunEvent, type RunEvent, type RunEventBody } from '../../src/protocol/events.ts';
import type { VirtualClock } from './virtualClock.ts';

/** A log in memory that checks every event against its schema. `failAfter` makes the append after that many records fail. */
export class MemoryWriter implements RunWriter {
  readonly runId = 'memoryrun01';
  readonly epoch = 1;
  readonly events: RunEvent[];
  private readonly clock: VirtualClock;
  failAfter = Number.POSITIVE_INFINITY;
  closed = false;

  constructor(clock: VirtualClock, events: readonly RunEvent[] = []) {
    this.clock = clock;
    this.events = [...events];
  }

  async append(bodies: readonly RunEventBody[]): Promise<readonly RunEvent[]> {
    if (this.events.length + bodies.length > this.failAfter) throw new BooError('store_full', 'The disk is full.');
    const events = bodies.map((body, index) =>
      parseRunEvent(
        JSON.parse(
          JSON.stringify({ runId: this.runId, seq: this.events.length + 1 + index, at: this.clock.now(), ...body }),
        ),
      ),
    );
    this.events.push(...events);
    return events;
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

/** What one attempt of a step does. */
export interface Scene {
  /** Virtual ms before the answer. */
  readonly takes?: number;
  readonly answer?: string;
  readonly error?: BooError;
  readonly events?: readonly AgentEvent[];
  /** Never says anything and never ends by itself. */
  readonly hangs?: boolean;
}

export const emptyAnswer = '```json\n{"findings": [], "checked": ["src/a.ts"], "openQuestions": []}\n```';

/**
 * Plays scenes instead of asking a model. It records what was asked and how many sessions were open at once; it does
 * not judge anything.
 */
export class SceneBackend implements AgentBackend {
  readonly id = 'qwen';
  readonly concurrency = 1000;
  readonly prompts: { step: string; text: string }[] = [];
  readonly opened: string[] = [];
  open = 0;
  peak = 0;
  private readonly clock: VirtualClock;
  private readonly scenes: (step: string, attempt: number) => Scene;
  private readonly attempts = new Map<string, number>();

  constructor(clock: VirtualClock, scenes: (step: string, attempt: number) => Scene) {
    this.clock = clock;
    this.scenes = scenes;
  }

  health(): Promise<never> {
    return Promise.reject(new Error('not asked for in these tests'));
  }

  async ready(): Promise<void> {}

  async rest(): Promise<void> {}

  async openSession({ step }: SessionOptions): Promise<AgentSession> {
    const attempt = (this.attempts.get(step.id) ?? 0) + 1;
    this.attempts.set(step.id, attempt);
    this.opened.push(step.id);
    this.open += 1;
    this.peak = Math.max(this.peak, this.open);
    const scene = this.scenes(step.id, attempt);
    let closed = false;
    return {
      info: { sessionId: `${step.id}-${attempt}`, model: 'scripted', pid: null },
      prompt: (text, signal) => this.play(step.id, scene, text, signal),
      close: async () => {
        if (!closed) this.open -= 1;
        closed = true;
      },
    };
  }

  async dispose(): Promise<void> {}

  private async *play(step: string, scene: Scene, text: string, signal: AbortSignal): AsyncGenerator<AgentEvent> {
    this.prompts.push({ step, text });
    await this.clock.sleep(scene.hangs === true ? 1e12 : (scene.takes ?? 1), signal);
    for (const event of scene.events ?? []) yield event;
    if (scene.error !== undefined) throw scene.error;
    yield { type: 'text', text: scene.answer ?? emptyAnswer };
  }
}

/** Files by path, without a disk. */
export function memoryReader(files: Readonly<Record<string, string>>): SourceReader {
  return {
    async read(path) {
      const text = files[path];
      if (text === undefined) return { ok: false, path, reason: 'no such file' };
      return { ok: true, path, lines: text.split('\n'), sha256: '0'.repeat(64) };
    },
  };
}
