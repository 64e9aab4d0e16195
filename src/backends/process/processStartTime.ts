import { execFileSync } from 'node:child_process';
import { processFields } from './processFields.ts';

/**
 * An opaque text that, together with the process id, names one process for as long as the machine runs; null when
 * there is no such process or it has ended. Linux: start time in clock ticks. macOS: what `ps` prints (not tested).
 * Windows: always null, so nothing is swept there; a qwen process ends by itself when its stdin closes with the host.
 */
export function processStartTime(pid: number, platform: NodeJS.Platform = process.platform): string | null {
  if (platform === 'win32') return null;
  if (platform === 'linux') {
    const fields = processFields(pid);
    return fields === null || fields.state === 'Z' ? null : fields.started;
  }
  try {
    const args = ['-o', 'lstart=', '-p', String(pid)];
    const printed = execFileSync('ps', args, {
      encoding: 'utf8',
      timeout: 3_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return printed === '' ? null : printed;
  } catch {
    return null;
  }
}
