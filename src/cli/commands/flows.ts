import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { DefinitionFile, DefinitionProblem } from '../../compose/App.ts';
import { BooError } from '../../protocol/errors.ts';
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
    const check = await app.checkDefinitions(await Promise.all(files.map(readDefinition)));
    const { flows, personas, problems } = check;
    if (options.json) await writeResult(JSON.stringify(check, null, 2), undefined);
    else {
      const count =
        problems.length === 0 ? 'no problems' : `${problems.length} problem${problems.length === 1 ? '' : 's'}`;
      await writeResult(
        [...problems.map(problemLine), `${flows} flows, ${personas} personas: ${count}`].join('\n'),
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

/** Larger files cannot be definitions; the loader says so by the size of the text. */
const maxBytes = 300 * 1024;

async function readDefinition(file: string): Promise<DefinitionFile> {
  const full = path.resolve(file);
  if (!/\.(?:ya?ml|md)$/i.test(full))
    throw new BooError('usage', `${file} is neither a flow (.yaml) nor a persona (.md).`);
  try {
    return { file: full, text: (await readFile(full, 'utf8')).slice(0, maxBytes) };
  } catch (error) {
    throw new BooError('usage', `${file} cannot be read.`, { cause: error });
  }
}
