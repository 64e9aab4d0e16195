import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from '../base/log.ts';
import { createLibrary, type DefinitionText, type Library } from '../engine/flow/library.ts';
import type { FlowProblem } from '../engine/flow/problem.ts';
import type { DefinitionFile } from './App.ts';

type Source = DefinitionText['source'];

interface Folder {
  readonly dir: string;
  readonly source: Source;
  readonly pattern: RegExp;
}

/** A definition larger than this is not read. */
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
  return libraryOf(await readAll(folders(places), places.log));
}

/**
 * The library as it would be if `files` were stored: each takes the place of the file of its path, or joins the rest, together with
 * the other definitions of its own `.boocode` folder.
 */
export async function loadWith(places: DefinitionPlaces, files: readonly DefinitionFile[]): Promise<Library> {
  const known = folders(places);
  const bases = new Set(files.map(({ file }) => path.dirname(path.dirname(file))));
  const beside = [...bases]
    .filter((base) => path.basename(base) === '.boocode')
    .flatMap((base) => pair(base, 'workspace'))
    .filter(({ dir }) => !known.some((folder) => folder.dir === dir));
  const read = await readAll([...known, ...beside], places.log);
  const replaced = new Set(files.map(({ file }) => file));
  const sourceOf = new Map(read.texts.map(({ fileName, source }) => [fileName, source]));
  return libraryOf({
    problems: read.problems.filter(({ file }) => !replaced.has(file)),
    texts: [
      ...read.texts.filter(({ fileName }) => !replaced.has(fileName)),
      ...files.map(({ file, text }) => ({
        fileName: file,
        text,
        source: sourceOf.get(file) ?? ('workspace' as const),
      })),
    ],
  });
}

interface ReadResult {
  readonly texts: readonly DefinitionText[];
  /** Files that are no readable text. */
  readonly problems: readonly FlowProblem[];
}

function libraryOf({ texts, problems }: ReadResult): Library {
  const library = createLibrary(texts);
  return { ...library, problems: [...library.problems, ...problems] };
}

function folders(places: DefinitionPlaces): Folder[] {
  return [
    ...pair(places.resources, 'builtin'),
    ...pair(path.join(places.home, '.boocode'), 'user'),
    ...(places.trusted ? pair(path.join(places.workspace, '.boocode'), 'workspace') : []),
  ];
}

function pair(base: string, source: Source): Folder[] {
  return [
    { dir: path.join(base, 'flows'), source, pattern: /\.ya?ml$/i },
    { dir: path.join(base, 'agents'), source, pattern: /\.md$/i },
  ];
}

async function readAll(list: readonly Folder[], log: Log): Promise<ReadResult> {
  const results = await Promise.all(list.map((folder) => readFolder(folder, log)));
  return {
    texts: results.flatMap(({ texts }) => texts),
    problems: results.flatMap(({ problems }) => problems),
  };
}

async function readFolder(folder: Folder, log: Log): Promise<ReadResult> {
  let names: string[];
  try {
    names = (await readdir(folder.dir)).filter((name) => folder.pattern.test(name)).sort();
  } catch {
    return { texts: [], problems: [] }; // an absent folder is the normal case
  }
  if (names.length > maxFiles)
    log.write('warn', `only the first ${maxFiles} of ${names.length} definitions are read`, { source: folder.source });
  const read = await Promise.all(names.slice(0, maxFiles).map((name) => readOne(path.join(folder.dir, name))));
  return {
    texts: read.flatMap((entry) => ('text' in entry ? [{ ...entry, source: folder.source }] : [])),
    problems: read.flatMap((entry) => ('text' in entry ? [] : [entry])),
  };
}

/** One file, or why it is not read. Links are not followed: what they lead to would end in prompts. */
async function readOne(fileName: string): Promise<Omit<DefinitionText, 'source'> | FlowProblem> {
  const problem = (message: string, fix: string): FlowProblem => ({
    file: fileName,
    line: 1,
    column: 1,
    rule: 'unreadable',
    message,
    fix,
  });
  try {
    const info = await lstat(fileName);
    if (info.isSymbolicLink()) return problem('A link is not followed.', 'Put the file itself here.');
    if (!info.isFile()) return problem('This is not a file.', 'Remove or rename it.');
    if (info.size > maxBytes)
      return problem(`The file has ${info.size} bytes.`, `A definition has at most ${maxBytes}.`);
    return { fileName, text: new TextDecoder('utf-8', { fatal: true }).decode(await readFile(fileName)) };
  } catch (error) {
    return error instanceof TypeError
      ? problem('The file is not UTF-8 text.', 'Save it as UTF-8.')
      : problem('The file cannot be read.', 'Check its permissions.');
  }
}
