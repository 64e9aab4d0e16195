import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { ErrorRecord } from '../protocol/errors.ts';
import { runIdSchema } from '../protocol/events.ts';
import type { Damage } from './epochChain.ts';
import { errnoOf, orIfMissing } from './ioErrors.ts';
import { quarantineDir } from './layout.ts';
import { makeDir } from './syncDir.ts';

const noteSchema = z.object({
  runId: runIdSchema,
  epoch: z.number().int().positive(),
  message: z.string().max(2000),
  /** Name of the copy in the same folder. */
  copy: z.string().max(200),
});

/** More notes than this are not listed; nobody reads them. */
const MAX_NOTES = 50;

/**
 * Copies a damaged file aside, with a note that says what is wrong. The copy is named by its content, so the same
 * damage is kept once. Throws file system errors: a folder that cannot be written is for the caller to judge.
 */
export async function setAside(dir: string, runId: string, damage: Damage): Promise<void> {
  const folder = quarantineDir(dir);
  await makeDir(folder);
  const name = `${runId}-${damage.epoch}-${(await hashFile(damage.path)).slice(0, 16)}`;
  const copy = `${name}.ndjson`;
  try {
    await copyFile(damage.path, join(folder, copy), constants.COPYFILE_EXCL);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
  const note = { runId, epoch: damage.epoch, message: damage.message, copy };
  await writeFile(join(folder, `${name}.json`), JSON.stringify(note), { mode: 0o600 });
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** What was ever set aside in this store, for a banner. Unreadable notes are passed over. */
export async function listSetAside(dir: string): Promise<ErrorRecord[]> {
  const folder = quarantineDir(dir);
  const names = (await orIfMissing(readdir(folder), [])).filter((name) => name.endsWith('.json')).sort();
  const records: ErrorRecord[] = [];
  for (const name of names.slice(0, MAX_NOTES)) {
    const note = noteSchema.safeParse(parseJson(await readFile(join(folder, name), 'utf8')));
    if (!note.success) continue;
    const message = `Run ${note.data.runId}: ${note.data.message} The damaged file is kept.`;
    records.push({ code: 'store_corrupt', message, where: join(folder, note.data.copy).slice(-1000) });
  }
  return records;
}

/** Deletes the copies of a run that the user removes. */
export async function dropSetAside(dir: string, runId: string): Promise<void> {
  const folder = quarantineDir(dir);
  for (const name of await orIfMissing(readdir(folder), [])) {
    if (name.startsWith(`${runId}-`)) await rm(join(folder, name), { force: true });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
