import { openApp } from '../options.ts';
import { demandWritable, writeResult } from '../output.ts';

/** `boo report <run>`: the stored report in the format asked for. */
export async function showReport(run: string, raw: unknown): Promise<number> {
  const { app, options } = openApp(raw);
  try {
    demandWritable(options.out);
    await writeResult(app.render(await app.report(run), options.format), options.out);
    return 0;
  } finally {
    await app.dispose();
  }
}
