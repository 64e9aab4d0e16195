import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { BooError } from '../protocol/errors.ts';
import { errnoOf, orIfMissing } from './ioErrors.ts';
import { STORE_FORMAT, storeFile } from './layout.ts';
import { makeDir } from './syncDir.ts';

const storeSchema = z.object({ format: z.number().int().positive() });

/**
 * The error to give to whoever wants to write a store that a newer version has marked as its own; null when this
 * version may write. A store without a readable mark is judged by its epochs alone.
 */
export async function newerStore(dir: string): Promise<BooError | null> {
  const text = await orIfMissing(readFile(storeFile(dir), 'utf8'), undefined);
  const format = text === undefined ? undefined : parseFormat(text);
  if (format === undefined || format <= STORE_FORMAT) return null;
  const message = `The history in ${dir} has format ${format}; this version reads up to ${STORE_FORMAT} and only shows it.`;
  return new BooError('store_newer', message);
}

function parseFormat(text: string): number | undefined {
  try {
    return storeSchema.parse(JSON.parse(text)).format;
  } catch {
    return undefined;
  }
}

/** Creates the store folder and marks its format, unless done. */
export async function markStore(dir: string): Promise<void> {
  await makeDir(dir);
  try {
    await writeFile(storeFile(dir), `${JSON.stringify({ format: STORE_FORMAT })}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
}
