import { accessSync, constants, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BooError } from '../protocol/errors.ts';

/**
 * Refuses a file that could not be written, before minutes are spent on what would go into it. Undefined stands for stdout.
 * Throws BooError('output_unwritable').
 */
export function demandWritable(file: string | undefined): void {
  if (file === undefined) return;
  const folder = path.dirname(path.resolve(file));
  try {
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) throw new Error('it is a folder');
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new BooError('output_unwritable', `The report cannot be written to ${file}.`, { cause: error });
  }
}

/** Writes a result to the file, or to stdout, and waits until it is taken. Throws BooError('output_unwritable'). */
export async function writeResult(text: string, file: string | undefined): Promise<void> {
  const whole = text.endsWith('\n') ? text : `${text}\n`;
  try {
    await (file === undefined ? toStdout(whole) : writeFile(file, whole));
  } catch (error) {
    throw new BooError('output_unwritable', `The result could not be written to ${file ?? 'stdout'}.`, {
      cause: error,
    });
  }
}

/** A reader that has gone away (`| head`) is no failure of ours. */
function toStdout(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (error instanceof Error && !('code' in error && error.code === 'EPIPE')) reject(error);
      else resolve();
    });
  });
}

/**
 * Node also reports a failed write as an event and ends the process when nobody listens. stdout is judged where it is written;
 * losing stderr only silences the progress. Call once at the start.
 */
export function tolerateLostPipes(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}
