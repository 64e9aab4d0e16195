import { readFileSync } from 'node:fs';

/** What Linux tells about a process in /proc/<pid>/stat. `started` is in clock ticks since boot. */
export interface ProcessFields {
  readonly state: string;
  readonly group: number;
  readonly started: string;
}

/** Null when there is no such process. Linux only. */
export function processFields(pid: number): ProcessFields | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses and may contain anything, so count from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', group: Number(fields[2]), started: fields[19] ?? '' };
  } catch {
    return null;
  }
}
