import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';

/**
 * Who created an epoch file, precise enough to tell later whether that process still lives.
 * Empty strings where the system cannot say (only Linux has boot id, name space and start time).
 */
export const ownerSchema = z.object({
  /** Machine, as named by the caller of the store. */
  host: z.string().max(200),
  boot: z.string().max(100),
  /** Process id name space: the same number in two containers is not the same process. */
  namespace: z.string().max(100),
  pid: z.number().int().positive(),
  /** Start of the process in clock ticks since boot: a re-used pid is told apart. */
  started: z.string().max(40),
  /** Unique for every epoch ever created. */
  token: z.string().max(64),
});
export type Owner = z.infer<typeof ownerSchema>;

/** An owner whose process cannot be looked at counts as alive as long as it touched its log within this time. */
const FOREIGN_STALE_MS = 120_000;
/** How often a writer touches its log, for those who cannot look at its process. */
export const HEARTBEAT_MS = 30_000;
/** Modification time of a log whose writer failed and could not write that it gave up (the disk may be full). */
export const ABANDONED_MTIME_MS = 0;

/**
 * Tokens of the writers alive in this process. Process-wide on purpose: two stores in one process must not take each
 * other's runs for those of a dead process with the same pid.
 */
const liveTokens = new Set<string>();
export const markLive = (token: string): void => void liveTokens.add(token);
export const markGone = (token: string): void => void liveTokens.delete(token);

export function newOwner(host: string): Owner {
  return { ...thisProcess(host), token: randomUUID() };
}

type Self = Omit<Owner, 'token'>;

function thisProcess(host: string): Self {
  return { host, boot: bootId(), namespace: pidNamespace(), pid: process.pid, started: startOf(process.pid) ?? '' };
}

/**
 * Why a run must be left to its owner, in words, or null when it is free.
 * @param touchedAt when the owner last wrote or touched its log, ms since the epoch
 */
export function busyReason(owner: Owner, host: string, touchedAt: number, now: number): string | null {
  const self = thisProcess(host);
  const here = `process ${owner.pid} on this machine`;
  if (touchedAt === ABANDONED_MTIME_MS && !liveTokens.has(owner.token)) return null;
  if (owner.host !== self.host) return freshReason('another machine', touchedAt, now);
  if (owner.boot !== self.boot) return null;
  if (owner.namespace !== self.namespace) return freshReason('another container of this machine', touchedAt, now);
  if (owner.pid === self.pid && owner.started === self.started) {
    return liveTokens.has(owner.token) ? `this process writes it` : null;
  }
  if (owner.started !== '') return startOf(owner.pid) === owner.started ? `${here} writes it` : null;
  return pidExists(owner.pid) ? freshReason(here, touchedAt, now) : null;
}

function freshReason(who: string, touchedAt: number, now: number): string | null {
  const age = Math.abs(now - touchedAt);
  if (age >= FOREIGN_STALE_MS) return null;
  const wait = Math.ceil((FOREIGN_STALE_MS - age) / 1000);
  return `${who} wrote it ${Math.round(age / 1000)} s ago; if that one is gone, it is free in ${wait} s`;
}

let cachedBootId: string | undefined;
function bootId(): string {
  cachedBootId ??= readText('/proc/sys/kernel/random/boot_id') ?? '';
  return cachedBootId;
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** Start time of a process that is neither gone nor a zombie; undefined when it is, or when there is no /proc. */
function startOf(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The command name may hold anything, so fields are counted behind its closing parenthesis: state is field 3.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** A stable, anonymous name of this machine for `hostId`: a hash of the machine id and host name. */
export function localHostId(): string {
  const id = readText('/etc/machine-id') ?? '';
  return createHash('sha256').update(`${id}\n${hostname()}`).digest('hex').slice(0, 16);
}
