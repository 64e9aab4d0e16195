import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { signalTree } from './killTree.ts';
import { processStartTime } from './processStartTime.ts';

const entrySchema = z.object({
  pid: z.number().int().positive(),
  started: z.string().max(200),
  owner: z.number().int().positive(),
  ownerStarted: z.string().max(200),
});

/** Notes every live child as one small file, so that children of a host that was killed can be found and ended. */
export interface ProcessRegistry {
  add(pid: number): void;
  remove(pid: number): void;
}

/**
 * A registry in `dir` (created if missing). Writing is best effort: a full disk must not stop a run, it only costs the
 * later sweep.
 */
export function openProcessRegistry(dir: string): ProcessRegistry {
  const owner = process.pid;
  const ownerStarted = processStartTime(owner) ?? '';
  return {
    add(pid) {
      const started = processStartTime(pid);
      if (started === null) return;
      try {
        mkdirSync(dir, { recursive: true, mode: 0o700 });
        writeFileSync(join(dir, `${pid}.json`), JSON.stringify({ pid, started, owner, ownerStarted }), { mode: 0o600 });
      } catch {
        // Best effort, see above.
      }
    },
    remove(pid) {
      rmSync(join(dir, `${pid}.json`), { force: true });
    },
  };
}

/**
 * Ends processes noted in `dir` whose owner no longer lives. A process counts as the noted one only if its start time
 * is the same, so a re-used process id is never touched. Returns the ids that were ended.
 */
export function sweepOrphans(dir: string): number[] {
  const swept: number[] = [];
  for (const name of listEntries(dir)) {
    const file = join(dir, name);
    const entry = readEntry(file);
    if (entry === null) {
      rmSync(file, { force: true });
      continue;
    }
    const ownerLives = entry.ownerStarted !== '' && processStartTime(entry.owner) === entry.ownerStarted;
    if (ownerLives) continue;
    if (processStartTime(entry.pid) === entry.started) {
      signalTree(entry.pid, 'kill');
      swept.push(entry.pid);
    }
    rmSync(file, { force: true });
  }
  return swept;
}

function listEntries(dir: string): string[] {
  try {
    return readdirSync(dir).filter((name) => /^\d+\.json$/.test(name));
  } catch {
    return [];
  }
}

function readEntry(file: string): z.infer<typeof entrySchema> | null {
  try {
    return entrySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}
