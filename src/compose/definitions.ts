import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from '../base/log.ts';
import { createLibrary, type DefinitionText, type Library } from '../engine/flow/library.ts';
import type { DefinitionFile } from './App.ts';

type Source = DefinitionText['source'];

interface Folder {
  readonly dir: string;
  readonly source: Source;
  readonly pattern: RegExp;
}

/** A definition larger than this is not read; the parser refuses it by its size with a message of its own. */
const maxBytes = 256 * 1024;
/** More files than this in one folder are ignored, with a log line. */
const maxFiles = 500;

export interface DefinitionPlaces {
  readonly resources: string;
  readonly home: string;
  readonly workspace: string;
  readonly trusted: boolean;
  readonly log: Log;
}

/**
 * Reads flows and personas: those shipped, the user's own (`~/.boocode`), and, in a trusted workspace only, the
 * workspace's (`.boocode`). Read anew on each call: they are few and small, and an edit must show at once.
 */
export async function loadDefinitions(places: DefinitionPlaces): Promise<Library> {
  return createLibrary(await readTexts(places));
}

/** The library as it would be if `files` were stored: each takes the place of the file of its path, or joins the rest. */
export async function loadWith(places: DefinitionPlaces, files: readonly DefinitionFile[]): Promise<Library> {
  const replaced = new Set(files.map(({ file }) => file));
  const texts = await readTexts(places);
  const sourceOf = new Map(texts.map(({ fileName, source }) => [fileName, source]));
  return createLibrary([
    ...texts.filter(({ fileName }) => !replaced.has(fileName)),
    ...files.map(({ file, text }) => ({ fileName: file, text, source: sourceOf.get(file) ?? ('workspace' as const) })),
  ]);
}

async function readTexts(options: DefinitionPlaces): Promise<DefinitionText[]> {
  const folders: Folder[] = [
    ...pair(options.resources, 'builtin'),
    ...pair(path.join(options.home, '.boocode'), 'user'),
    ...(options.trusted ? pair(path.join(options.workspace, '.boocode'), 'workspace') : []),
  ];
  return (await Promise.all(folders.map((folder) => readFolder(folder, options.log)))).flat();
}

function pair(base: string, source: Source): Folder[] {
  return [
    { dir: path.join(base, 'flows'), source, pattern: /\.ya?ml$/i },
    { dir: path.join(base, 'agents'), source, pattern: /\.md$/i },
  ];
}

async function readFolder(folder: Folder, log: Log): Promise<DefinitionText[]> {
  let names: string[];
  try {
    names = (await readdir(folder.dir)).filter((name) => folder.pattern.test(name)).sort();
  } catch {
    return []; // an absent folder is the normal case
  }
  if (names.length > maxFiles)
    log.write('warn', `only the first ${maxFiles} of ${names.length} definitions are read`, { source: folder.source });
  const read = names.slice(0, maxFiles).map(async (name): Promise<DefinitionText | undefined> => {
    const fileName = path.join(folder.dir, name);
    try {
      const info = await stat(fileName);
      if (!info.isFile()) return undefined;
      // One byte more than allowed is enough for the parser to see that it is too large.
      const text = info.size > maxBytes ? ' '.repeat(maxBytes + 1) : await readFile(fileName, 'utf8');
      return { fileName, text, source: folder.source };
    } catch (error) {
      log.write('warn', 'a definition could not be read', { fileName, error: String(error) });
      return undefined;
    }
  });
  return (await Promise.all(read)).filter((text) => text !== undefined);
}
