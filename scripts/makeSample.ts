/** node scripts/makeSample.ts <dir>: writes the sample repository into an empty folder. */
import { resolve } from 'node:path';
import { makeSample } from './lib/sample.ts';
import { runMain, say, SetupError } from './lib/say.ts';

await runMain(async () => {
  const dir = process.argv[2];
  if (dir === undefined) throw new SetupError('Usage: npm run sample -- <empty folder>');
  const target = resolve(process.env['INIT_CWD'] ?? process.cwd(), dir);
  await makeSample(target);
  say(`Sample repository: ${target} (branch feature/refunds, one uncommitted change)`);
});
