import { readdir, readFile } from 'node:fs/promises';
import { mustRun } from './run.ts';

export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** All processes of the machine that this user may see. */
export async function listProcesses(): Promise<ProcessInfo[]> {
  return process.platform === 'linux' ? fromProc() : fromPs();
}

/** Processes below `root`, at any depth; `root` itself is not among them. */
export async function descendantsOf(root: number): Promise<ProcessInfo[]> {
  const all = await listProcesses();
  const found: ProcessInfo[] = [];
  const pending = [root];
  for (let parent = pending.shift(); parent !== undefined; parent = pending.shift()) {
    const children = all.filter((info) => info.parent === parent);
    found.push(...children);
    pending.push(...children.map((info) => info.pid));
  }
  return found;
}

async function fromProc(): Promise<ProcessInfo[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const infos = await Promise.all(pids.map(readProc));
  return infos.filter((info) => info !== undefined);
}

/** Undefined for a process that ended meanwhile, and for zombies: they hold no resource any more. */
async function readProc(pid: number): Promise<ProcessInfo | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // the name is in parentheses and may itself hold any character, so the fields are counted from its end
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z') return undefined;
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();
    return { pid, parent: Number(parent), command };
  } catch {
    return undefined;
  }
}

async function fromPs(): Promise<ProcessInfo[]> {
  const lines = (await mustRun('ps', ['-axo', 'pid=,ppid=,command='])).split('\n');
  return lines.flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    return match === null ? [] : [{ pid: Number(match[1]), parent: Number(match[2]), command: match[3] ?? '' }];
  });
}
