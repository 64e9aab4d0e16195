import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfCancelled } from '../orderedMap.ts';
import { comparePaths } from '../relativePath.ts';
import { type IgnoreRules, isIgnored, withFolderRules } from './ignoreRules.ts';
import { isInternalFolder, vendoredFolder } from './vendoredFolders.ts';

export interface WalkOptions {
  /** Follow `.gitignore` files. */
  readonly honourIgnore: boolean;
  /** Folder path the user named; vendored names above and in it do not count. */
  readonly exempt: string;
  /** Stops after this many entries. */
  readonly maxEntries: number;
}

export interface Walk {
  /** Relative paths of everything that is not a folder, unsorted. */
  readonly files: string[];
  /** Vendored folders that were not entered, ending in `/`. */
  readonly folders: string[];
  /** False when `maxEntries` was reached. */
  readonly complete: boolean;
}

/** Lists a folder without git. Links are listed, never followed; unreadable folders are left out. */
export async function walkFiles(root: string, options: WalkOptions, signal: AbortSignal): Promise<Walk> {
  const walk = { files: [] as string[], folders: [] as string[], complete: true };
  const queue: { folder: string; rules: IgnoreRules }[] = [{ folder: '', rules: [] }];
  let seen = 0;
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    throwIfCancelled(signal);
    const { folder } = next;
    const rules = options.honourIgnore ? await withFolderRules(root, folder, next.rules) : [];
    for (const entry of await entriesOf(join(root, folder))) {
      if (++seen > options.maxEntries) {
        walk.complete = false;
        return walk;
      }
      const path = `${folder}${entry.name}`;
      if (!entry.isDirectory()) {
        if (!isIgnored(rules, path)) walk.files.push(path);
      } else if (isInternalFolder(entry.name)) {
        continue;
      } else if (vendoredFolder(`${path}/x`, options.exempt) !== null) {
        walk.folders.push(`${path}/`);
      } else if (!isIgnored(rules, `${path}/`)) {
        queue.push({ folder: `${path}/`, rules });
      }
    }
  }
  return walk;
}

/** Entries of a folder in path order; none when it cannot be read. */
export async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => comparePaths(a.name, b.name));
  } catch {
    return [];
  }
}
