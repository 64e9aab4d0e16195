/**
 * The host's clock as seen from the pane. All times in a run are the host's; the two machines may differ (remote windows), so
 * the pane never compares them with its own clock.
 */
export class HostClock {
  private offset = 0;

  /** A message that was sent at `now` (host time) has just arrived. */
  sync(now: number): void {
    this.offset = now - Date.now();
  }

  now(): number {
    return Date.now() + this.offset;
  }
}
