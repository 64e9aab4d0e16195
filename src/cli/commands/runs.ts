import type { RunSummary } from '../../engine/ports/RunStore.ts';
import { describeError } from '../../protocol/errors.ts';
import { openApp } from '../options.ts';
import { printable } from '../progress.ts';
import { writeResult } from '../output.ts';

/** `boo runs`: newest first. Damaged runs are listed with what is wrong. */
export async function listRuns(raw: unknown): Promise<number> {
  const { app, options } = await openApp(raw);
  try {
    const runs = await app.store.list();
    if (options.json) await writeResult(JSON.stringify(runs, null, 2), undefined);
    else
      await writeResult(
        runs.length === 0 ? 'No runs yet. Start one with `boo run code-review`.' : runs.map(row).join('\n'),
        undefined,
      );
    for (const problem of await app.storeProblems()) process.stderr.write(`${printable(describeError(problem))}\n`);
    return 0;
  } finally {
    await app.dispose();
  }
}

function row(run: RunSummary): string {
  const state = run.interrupted ? 'interrupted' : run.state;
  const when = new Date(run.createdAt).toISOString().slice(0, 16).replace('T', ' ');
  const verdict = run.verdict === null ? '' : ` (${run.verdict})`;
  const damage = run.damage === null ? '' : `  damaged: ${run.damage}`;
  return printable(
    `${run.runId}  ${when}  ${run.flow}  ${state}${verdict}  ${run.stepsDone}/${run.stepsTotal} steps  ${run.findings} ${run.backend === 'offline' ? 'leads' : 'findings'}  ${run.scope}${damage}`,
  );
}
