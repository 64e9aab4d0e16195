import { openApp } from '../options.ts';
import { printable } from '../progress.ts';
import { writeResult } from '../output.ts';

/** `boo flows`: name, title and description, one line each; problems of definition files on stderr, exit 2 if any. */
export async function listFlows(raw: unknown): Promise<number> {
  const { app, options } = openApp(raw);
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
    for (const problem of problems) {
      process.stderr.write(`${printable(`${problem.file}:${problem.line}:${problem.column}: ${problem.message}`)}\n`);
    }
    return problems.length === 0 ? 0 : 2;
  } finally {
    await app.dispose();
  }
}
