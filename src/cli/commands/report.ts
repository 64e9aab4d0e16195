import { writeFile } from 'node:fs/promises';
import { openApp } from '../options.ts';
import { writeOut } from '../writeOut.ts';

/** `boo report <run>`: the stored report in the format asked for. */
export async function showReport(run: string, raw: unknown): Promise<number> {
  const { app, options } = openApp(raw);
  try {
    const text = app.render(await app.report(run), options.format);
    if (options.out === undefined) await writeOut(text);
    else await writeFile(options.out, text);
    return 0;
  } finally {
    await app.dispose();
  }
}
