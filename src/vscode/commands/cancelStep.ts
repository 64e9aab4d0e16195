import { z } from 'zod';
import type { Host } from '../host.ts';
import { requireRun } from '../runChoice.ts';

const stepRowSchema = z.object({ kind: z.literal('step'), runId: z.string(), step: z.string() });

/** Cancels one step of a live run; from the context menu of its row only. */
export async function run(host: Host, ...args: unknown[]): Promise<void> {
  const row = stepRowSchema.safeParse(args[0]);
  if (!row.success) return;
  const { owner } = await requireRun(host, row.data.runId);
  await owner.app.cancelStep(row.data.runId, row.data.step);
}
