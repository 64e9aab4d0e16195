/** npm run flow -- <arguments of boo>: builds the CLI of this checkout, with the application it loads, and runs it in the caller's folder. */
import { join } from 'node:path';
import { repoRoot } from './lib/paths.ts';
import { mustRun, startGroup } from './lib/run.ts';
import { runMain } from './lib/say.ts';

await runMain(async () => {
  // Captured: stdout belongs to the report. A failed build is shown with its messages.
  await mustRun(process.execPath, [join(repoRoot, 'esbuild.mjs'), '--only=cli,app'], { cwd: repoRoot });
  const cli = startGroup(process.execPath, [join(repoRoot, 'dist/cli.cjs'), ...process.argv.slice(2)], {
    cwd: process.env['INIT_CWD'] ?? process.cwd(),
    stdio: ['inherit', 'inherit', 'inherit'],
    detached: false,
  });
  // The CLI cancels its run, ends its agents and then exits; this process has to outlive it. A terminal's Ctrl+C
  // reaches the CLI by itself, other signals are sent to this process alone.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void cli.child.kill(signal));
  const { code, signal } = await cli.ended;
  return code ?? (signal === 'SIGINT' ? 130 : 1);
});
