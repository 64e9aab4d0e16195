import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DefinitionFile, DefinitionProblem } from '../../compose/App.ts';
import { openApp } from '../options.ts';
import { printable } from '../progress.ts';
import { writeResult } from '../output.ts';

/** `boo flows`: name, title and description, one line each; problems of definition files on stderr, exit 2 if any. */
export async function listFlows(raw: unknown): Promise<number> {
  const { app, options } = await openApp(raw);
  try {
    const { flows, problems } = await app.flows();
    if (options.json) await writeResult(JSON.stringify(flows, null, 2), undefined);
    else {
      const width = Math.max(4, ...flows.map((flow) => flow.name.length));
      await writeResult(
        flows.map((flow) => printable(`${flow.name.padEnd(width)}  ${flow.description}`)).join('\n'),
        undefined,
      );
    }
    for (const problem of problems) process.stderr.write(`${problemLine(problem)}\n`);
    return problems.length === 0 ? 0 : 2;
  } finally {
    await app.dispose();
  }
}

/**
 * `boo flows check [file...]`: checks the named flow and persona files, or without any all that are loaded. One line per problem
 * on stdout, with line and column; exit 2 if there is any.
 */
export async function checkFlows(files: readonly string[], raw: unknown): Promise<number> {
  const { app, options } = await openApp(raw);
  try {
    const read = await Promise.all(files.map(readDefinition));
    const found = await app.checkDefinitions(read.flatMap((entry) => ('text' in entry ? [entry] : [])));
    const unread = read.flatMap((entry) => ('text' in entry ? [] : [entry]));
    // Without arguments everything is checked; when no argument could be read, nothing is.
    const check = unread.length > 0 && unread.length === read.length ? { flows: 0, personas: 0, problems: [] } : found;
    const problems = [...unread, ...check.problems];
    const { flows, personas } = check;
    if (options.json) await writeResult(JSON.stringify({ flows, personas, problems }, null, 2), undefined);
    else {
      const count =
        problems.length === 0 ? 'no problems' : `${problems.length} problem${problems.length === 1 ? '' : 's'}`;
      await writeResult(
        [...problems.map(problemLine), `${some(flows, 'flow')}, ${some(personas, 'persona')}: ${count}`].join('\n'),
        undefined,
      );
    }
    return problems.length === 0 ? 0 : 2;
  } finally {
    await app.dispose();
  }
}

function problemLine({ file, line, column, message }: DefinitionProblem): string {
  return printable(`${file}:${line}:${column}: ${message}`);
}

const some = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;

/** Larger files cannot be definitions. */
const maxBytes = 256 * 1024;

/** The file, or why it cannot be read: one bad argument hides no other. */
async function readDefinition(file: string): Promise<DefinitionFile | DefinitionProblem> {
  const full = path.resolve(file);
  const problem = (message: string): DefinitionProblem => ({ file: full, line: 1, column: 1, message });
  if (!/\.(?:ya?ml|md)$/i.test(full))
    return problem('Neither a flow (.yaml) nor a persona (.md). Name the files, not their folder.');
  try {
    const info = await stat(full);
    if (!info.isFile()) return problem('This is not a file.');
    if (info.size > maxBytes) return problem(`The file has ${info.size} bytes; a definition has at most ${maxBytes}.`);
    return { file: full, text: new TextDecoder('utf-8', { fatal: true }).decode(await readFile(full)) };
  } catch (error) {
    if (error instanceof TypeError) return problem('The file is not UTF-8 text. Save it as UTF-8.');
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return problem(missing ? 'There is no such file.' : 'The file cannot be read.');
  }
}
