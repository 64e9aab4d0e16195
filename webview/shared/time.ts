/** `8s`, `2m 14s`, `1h 03m`; below one second `0.4s`. Milliseconds in; negative values count as zero. */
export function formatDuration(ms: number): string {
  const safe = Math.max(0, ms);
  if (safe < 950) return safe < 50 ? '0s' : `${(Math.round(safe / 100) / 10).toFixed(1)}s`;
  const seconds = Math.round(safe / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${String(seconds % 60).padStart(2, '0')}s`;
  return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, '0')}m`;
}

/** `940`, `1.2k`, `41k`, `1.3M`. */
export function formatCount(n: number): string {
  if (n < 1000) return String(Math.max(0, Math.round(n)));
  if (n < 9950) return `${(n / 1000).toFixed(1).replace(/\.0$/, '')}k`;
  if (n < 999_500) return `${Math.round(n / 1000)}k`;
  return `${(n / 1_000_000).toFixed(1).replace(/\.0$/, '')}M`;
}

/** `1 file`, `3 files`. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** A duration in words, for labels that are read aloud: `2 minutes 14 seconds`. */
export function spokenDuration(ms: number): string {
  const safe = Math.max(0, ms);
  if (safe < 950) return `${(Math.round(safe / 100) / 10).toFixed(1)} seconds`;
  const seconds = Math.round(safe / 1000);
  if (seconds < 60) return plural(seconds, 'second');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${plural(minutes, 'minute')} ${plural(seconds % 60, 'second')}`;
  return `${plural(Math.floor(minutes / 60), 'hour')} ${plural(minutes % 60, 'minute')}`;
}

/** `14:03:22` in the user's locale, for hover texts. */
export function formatClock(at: number): string {
  return new Date(at).toLocaleTimeString();
}
