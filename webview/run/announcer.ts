import type { RunView, ShownState, StepView } from '../../src/protocol/pane/runView.ts';

/** Changes worth saying aloud: an agent began, ended, failed, is blocked. Streamed text is never announced. */
export interface Announcement {
  readonly text: string;
  /** Said at once instead of when the reader pauses. */
  readonly urgent: boolean;
}

const spoken: Partial<Record<ShownState, string>> = {
  running: 'started',
  completed: 'finished',
  failed: 'failed',
  blocked: 'is blocked and needs you',
  cancelled: 'cancelled',
  retrying: 'will be tried again',
};

/** What to say about the step from `before` to `after`. */
export function describeChange(before: StepView | undefined, after: StepView): Announcement | null {
  if (before === undefined || before.state === after.state || after.kind === 'code') return null;
  const words = spoken[after.state];
  if (words === undefined) return null;
  const found = after.state === 'completed' && after.findings > 0 ? `, ${after.findings} findings` : '';
  return { text: `${after.title} ${words}${found}`, urgent: after.state === 'blocked' };
}

export function describeRunChange(
  before: RunView['header'] | undefined,
  after: RunView['header'],
): Announcement | null {
  if (before === undefined) return null;
  if (!before.reportReady && after.reportReady) return { text: 'The report is ready', urgent: false };
  if (before.state === after.state) return null;
  return { text: `Run ${after.state}`, urgent: after.state === 'blocked' };
}

/** At most one polite announcement per 3 s; what comes meanwhile is merged. */
const quietMs = 3_000;
const mergedAtMost = 4;

export class Announcer {
  private waiting: string[] = [];
  private timer: number | undefined;
  private readonly polite: HTMLElement;
  private readonly assertive: HTMLElement;

  constructor(polite: HTMLElement, assertive: HTMLElement) {
    this.polite = polite;
    this.assertive = assertive;
  }

  say(what: Announcement | null): void {
    if (what === null) return;
    if (what.urgent) {
      this.assertive.textContent = what.text;
      return;
    }
    this.waiting.push(what.text);
    this.timer ??= window.setTimeout(() => {
      this.timer = undefined;
      const extra = this.waiting.length - mergedAtMost;
      const shown = this.waiting.slice(-mergedAtMost).join('. ');
      this.polite.textContent = extra > 0 ? `${shown}. And ${extra} more changes` : shown;
      this.waiting = [];
    }, quietMs);
  }
}
