import { z } from 'zod';
import type { Host } from '../host.ts';
import { launch } from '../launcher/launch.ts';

const rowSchema = z.object({ kind: z.literal('flow'), name: z.string(), folder: z.string() });

/** Starts the launcher with the flow of a row in the Flows view. */
export async function run(host: Host, ...args: unknown[]): Promise<string | undefined> {
  const row = rowSchema.safeParse(args[0]);
  return launch(host, row.success ? { flow: row.data.name, folder: row.data.folder } : {});
}
