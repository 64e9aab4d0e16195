import { posix } from 'node:path';
import { z } from 'zod';
import { orderedMap } from '../orderedMap.ts';
import { readHead } from '../reader/readHead.ts';
import { folderOf, isAside, manifestPaths } from './manifestPaths.ts';

const maxManifests = 40;
const maxBytes = 256 * 1024;
const maxTargets = 500;
const maxDepth = 5;

const target = z.string().max(300).optional().catch(undefined);
const packageSchema = z.object({
  main: target,
  module: target,
  types: target,
  exports: z.unknown().optional(),
});

/**
 * Files that the JavaScript packages of a workspace publish: what `main`, `module`, `types` and `exports` of a package.json
 * name, as far as they are in the listing. Patterns with `*` are left out: they publish folders, not an interface.
 * Throws BooError('cancelled').
 */
export async function publishedFiles(
  root: string,
  listing: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const listed = new Set(listing);
  const published = new Set<string>();
  const manifests = manifestPaths(listing).filter((path) => /(?:^|\/)package\.json$/.test(path) && !isAside(path));
  await orderedMap(
    manifests.slice(0, maxManifests),
    8,
    signal,
    (path) => readHead(root, path, maxBytes),
    (text, path) => {
      for (const name of targetsOf(text ?? '').slice(0, maxTargets)) {
        const file = posix.join(folderOf(path), name);
        const found = [file, `${file}.js`, `${file}/index.js`].find((candidate) => listed.has(candidate));
        if (found !== undefined) published.add(found);
      }
    },
  );
  return published;
}

function targetsOf(text: string): string[] {
  const parsed = packageSchema.safeParse(json(text));
  if (!parsed.success) return [];
  const { main, module, types, exports } = parsed.data;
  return [main, module, types].filter((name) => name !== undefined).concat(exportTargets(exports, maxDepth));
}

/** Conditions nest; every string in them is a file. */
function exportTargets(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return value.includes('*') ? [] : [value];
  if (depth === 0 || typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((inner) => exportTargets(inner, depth - 1));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A broken manifest publishes nothing.
    return null;
  }
}
