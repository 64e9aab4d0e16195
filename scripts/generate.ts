/** node scripts/generate.ts: writes schemas, flow pages and chat commands anew from what they are made of. */
import { writeGenerated } from './lib/generatedFiles.ts';
import { runMain, say } from './lib/say.ts';

await runMain(async () => {
  const written = writeGenerated();
  say(written === 0 ? 'Generated files are up to date.' : `Generated files written: ${written}.`);
});
