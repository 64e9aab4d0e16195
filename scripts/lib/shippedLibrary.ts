import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLibrary, type Library } from '../../src/engine/flow/library.ts';
import { repoRoot } from './paths.ts';

/** The flows and personas that ship, as the product loads them. Throws when one of them has a problem. */
export function shippedLibrary(): Library {
  const texts = ['flows', 'agents'].flatMap((folder) =>
    readdirSync(join(repoRoot, folder))
      .sort()
      .map((name) => ({
        fileName: `${folder}/${name}`,
        text: readFileSync(join(repoRoot, folder, name), 'utf8'),
        source: 'builtin' as const,
      })),
  );
  const library = createLibrary(texts);
  const [problem] = library.problems;
  if (problem !== undefined)
    throw new Error(`${problem.file}:${problem.line}:${problem.column}: ${problem.message} ${problem.fix}`);
  return library;
}
