import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { entriesOf } from '../listing/walkFiles.ts';
import { throwIfCancelled } from '../orderedMap.ts';
import { type FingerprintEntries, plainEntry } from './entry.ts';
import { statOf } from './hashFiles.ts';

/**
 * Adds one entry for each folder (relative, ending in `/`), from the names, types, modes, sizes and modification times of
 * what is in it. At most `maxEntries` are looked at over all folders; returns the folders that were not covered fully.
 */
export async function hashListings(
  root: string,
  folders: readonly string[],
  maxEntries: number,
  into: FingerprintEntries,
  signal: AbortSignal,
): Promise<string[]> {
  const incomplete: string[] = [];
  let left = maxEntries;
  for (const folder of folders) {
    const hash = createHash('sha256');
    const queue = [folder];
    for (let next = queue.shift(); next !== undefined && left > 0; next = queue.shift()) {
      throwIfCancelled(signal);
      const current = next;
      const entries = (await entriesOf(join(root, current))).slice(0, left);
      left -= entries.length;
      for (const entry of entries) hash.update(describe(root, `${current}${entry.name}`));
      for (const entry of entries) if (entry.isDirectory()) queue.push(`${current}${entry.name}/`);
    }
    if (left <= 0) incomplete.push(folder);
    into.set(folder, plainEntry('listing', hash.digest('hex')));
  }
  return incomplete;
}

function describe(root: string, path: string): string {
  const stat = statOf(join(root, path));
  if (stat === null) return `${path}\0gone\0`;
  // The time of a folder changes with its entries, which are listed themselves.
  const time = stat.isDirectory() ? '' : String(stat.mtimeNs);
  return `${path}\0${stat.mode}\0${stat.isDirectory() ? '' : String(stat.size)}\0${time}\0`;
}
