import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chatCommands } from './chatCommands.ts';
import { flowPages } from './flowPages.ts';
import type { GeneratedFile } from './generatedFile.ts';
import { repoRoot } from './paths.ts';
import { schemaFiles } from './schemaFiles.ts';
import { shippedLibrary } from './shippedLibrary.ts';

const pagesDir = join(repoRoot, 'docs/flows');

/** JSON schemas, one page per flow, and the slash commands in package.json. */
export function generatedFiles(): GeneratedFile[] {
  const library = shippedLibrary();
  return [...schemaFiles(), ...flowPages(library, pagesDir), chatCommands(library)];
}

/** Generated files whose content on disk is out of date, and pages of flows that are gone. */
export function staleFiles(): string[] {
  const files = generatedFiles();
  const stale = files.filter(({ path, text }) => read(path) !== text).map(({ path }) => path);
  return [...stale, ...leftovers(files)];
}

/** Writes what is out of date; returns how many files that were. */
export function writeGenerated(): number {
  const files = generatedFiles();
  const gone = leftovers(files);
  for (const path of gone) rmSync(path);
  const stale = files.filter(({ path, text }) => read(path) !== text);
  for (const { path, text } of stale) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return stale.length + gone.length;
}

function leftovers(files: readonly GeneratedFile[]): string[] {
  if (!existsSync(pagesDir)) return [];
  const wanted = new Set(files.map(({ path }) => path));
  return readdirSync(pagesDir)
    .map((name) => join(pagesDir, name))
    .filter((path) => !wanted.has(path));
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').replace(/\r\n/g, '\n');
  } catch {
    return null;
  }
}
