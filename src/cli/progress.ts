import type { RunEvent } from '../protocol/events.ts';
import { currentAttempt, type RunState, type StepState } from '../protocol/run.ts';

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

const glyphs: Record<StepState['state'], string> = {
  pending: '○',
  running: '●',
  completed: '✓',
  failed: '✗',
  blocked: '!',
  cancelled: '⊘',
};

/** How often a terminal is repainted, ms. */
const frameMs = 120;

/**
 * Live progress on stderr: on a terminal one line per step that updates in place, elsewhere one plain line per
 * transition. It only reads; nothing here decides anything.
 */
export class Progress {
  private readonly out: Terminal;
  private readonly state: RunState;
  private readonly titles: Map<string, string>;
  private readonly said = new Map<string, string>();
  /** A terminal that can be painted over. */
  private readonly live: boolean;
  private drawn = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(out: Terminal, state: RunState) {
    this.out = out;
    this.state = state;
    this.live = out.isTTY === true && process.env['TERM'] !== 'dumb';
    this.titles = new Map(state.plan.steps.map((step) => [step.id, step.title]));
    if (this.live) {
      this.timer = setInterval(() => this.paint(), frameMs);
      this.timer.unref();
    } else this.lines();
  }

  saw(events: readonly RunEvent[]): void {
    if (this.live) return;
    if (events.some((event) => event.type !== 'attempt.event')) this.lines();
  }

  end(): void {
    clearInterval(this.timer);
    if (this.live) this.paint();
    else this.lines();
  }

  private lines(): void {
    for (const step of this.state.steps.values()) {
      const text = this.describe(step);
      const key = `${step.state} ${step.attempts.length} ${currentAttempt(step)?.challenged ?? false}`;
      if (step.state === 'pending' && step.attempts.length === 0) continue;
      if (this.said.get(step.id) === key) continue;
      this.said.set(step.id, key);
      this.out.write(`${text}\n`);
    }
  }

  private paint(): void {
    const width = Math.max(20, (this.out.columns ?? 80) - 1);
    const rows = this.visible().map((step) => clip(this.describe(step), width));
    const up = this.drawn > 0 ? `\u001b[${this.drawn}A` : '';
    this.out.write(up + rows.map((row) => `\u001b[2K${row}\n`).join(''));
    // A smaller picture than the last one leaves old rows below; they are cleared once.
    if (rows.length < this.drawn) this.out.write('\u001b[J');
    this.drawn = rows.length;
  }

  /** What fits into the window, so that a repaint never scrolls: what runs first, then what ended last. In plan order. */
  private visible(): StepState[] {
    const steps = [...this.state.steps.values()];
    const room = Math.max(1, (this.out.rows ?? 24) - 2);
    if (steps.length <= room) return steps;
    const urgency = (step: StepState): number => (step.state === 'running' ? Infinity : (step.endedAt ?? 0));
    const chosen = new Set([...steps].sort((a, b) => urgency(b) - urgency(a)).slice(0, room));
    return steps.filter((step) => chosen.has(step));
  }

  private describe(step: StepState): string {
    const attempt = currentAttempt(step);
    const title = this.titles.get(step.id) ?? step.id;
    const parts = [`${glyphs[step.state]} ${title}`, wordOf(step)];
    if (step.state === 'running' && attempt !== undefined) {
      parts.push(attempt.challenged ? 'repairing its citations' : attempt.now);
      if (attempt.n > 1) parts.push(`attempt ${attempt.n}`);
    }
    if (step.output?.kind === 'agent')
      parts.push(`${step.output.findings.length} ${step.output.judged ? 'findings' : 'leads'}`);
    if (step.startedAt !== null && step.endedAt !== null)
      parts.push(`${((step.endedAt - step.startedAt) / 1000).toFixed(1)} s`);
    if (step.message !== null) parts.push(step.message);
    return printable(parts.join(' · '));
  }
}

function wordOf(step: StepState): string {
  if (step.output?.kind === 'skipped') return 'skipped';
  if (step.state === 'pending' && step.reason === 'backoff') return 'waiting to retry';
  return step.state;
}

/** Model output and paths must not steer the terminal. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, ' ');
}

function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
