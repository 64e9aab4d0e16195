import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';

/** What one group of tests came to. A skipped test counts as failed in the end: nothing needed may be left out. */
export const resultsSchema = z.object({
  tests: z.array(
    z.object({ name: z.string(), state: z.enum(['passed', 'failed', 'skipped']), error: z.string().optional() }),
  ),
});
export type Results = z.infer<typeof resultsSchema>;

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function countsOf({ tests }: Results): Counts {
  const count = (state: string): number => tests.filter((test) => test.state === state).length;
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
}

/** Undefined when the file is missing or not a results file: then the tests did not come to their end. */
export async function readResults(file: string): Promise<Results | undefined> {
  try {
    return resultsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

export async function writeResults(file: string, results: Results): Promise<void> {
  await writeFile(file, JSON.stringify(results));
}
