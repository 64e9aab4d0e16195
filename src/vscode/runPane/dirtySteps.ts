/** Summaries of agents that are not shown go out at most this often. */
const slowMs = 500;

/**
 * Steps whose summary must be sent. Changes of state and those of the shown agent go with the next batch; the rest (what an
 * agent does right now, its tokens) at most twice a second.
 */
export class DirtySteps {
  private readonly fast = new Set<string>();
  private readonly slow = new Set<string>();
  private slowAt = 0;

  mark(step: string, urgent: boolean): void {
    (urgent ? this.fast : this.slow).add(step);
  }

  clear(): void {
    this.fast.clear();
    this.slow.clear();
  }

  /** ms until something is due, `soon` for urgent ones; null when nothing waits. */
  waitMs(now: number, soon: number): number | null {
    if (this.fast.size > 0) return soon;
    return this.slow.size > 0 ? Math.max(soon, this.slowAt + slowMs - now) : null;
  }

  /** The steps due now; they count as sent. */
  take(now: number): string[] {
    const due = new Set(this.fast);
    this.fast.clear();
    if (now - this.slowAt >= slowMs) {
      this.slowAt = now;
      for (const step of this.slow) due.add(step);
      this.slow.clear();
    }
    return [...due];
  }
}
