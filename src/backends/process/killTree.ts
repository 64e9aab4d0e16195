import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { processFields } from './processFields.ts';

/** Waits of the kill ladder in milliseconds; their sum stays under the 2 s that a cancel may take. */
export const killWaits = { asked: 700, killed: 1_000 } as const;

/**
 * Signals a process together with everything it started. POSIX: the process group, so the process must have been
 * started as the leader of its own group. Windows: `taskkill /T` (not tested there). A process that is already gone
 * is not an error.
 */
export function signalTree(pid: number, how: 'ask' | 'kill', platform: NodeJS.Platform = process.platform): void {
  if (platform === 'win32') {
    // A console process on Windows ignores a taskkill without /F, so asking is closing its stdin, done by the caller.
    if (how === 'kill') execFile('taskkill', ['/PID', String(pid), '/T', '/F'], { windowsHide: true }, () => {});
    return;
  }
  try {
    process.kill(-pid, how === 'ask' ? 'SIGTERM' : 'SIGKILL');
  } catch {
    // ESRCH: nobody of the group is left.
  }
}

/**
 * True while any process of the group led by `pid` runs. A zombie does not count: it has ended and only waits to be
 * collected by its parent, which in a container may never happen. On Windows only the leader itself is looked at.
 */
export function treeAlive(pid: number, platform: NodeJS.Platform = process.platform): boolean {
  try {
    process.kill(platform === 'win32' ? pid : -pid, 0);
  } catch (error) {
    // EPERM means that it exists but is not ours.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return platform === 'linux' ? groupRuns(pid) : true;
}

function groupRuns(group: number): boolean {
  return readdirSync('/proc').some((name) => {
    if (!/^\d+$/.test(name)) return false;
    const fields = processFields(Number(name));
    return fields !== null && fields.state !== 'Z' && fields.state !== 'X' && fields.group === group;
  });
}
