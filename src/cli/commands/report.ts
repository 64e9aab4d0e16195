import { BooError } from '../../protocol/errors.ts';
import type { Report } from '../../protocol/report.ts';
import { openApp } from '../options.ts';
import { demandWritable, writeResult } from '../output.ts';

/** `boo report <run>`: the stored report in the format asked for, or one of the drafts it offers. */
export async function showReport(run: string, raw: unknown): Promise<number> {
  const { app, options } = await openApp(raw);
  try {
    demandWritable(options.out);
    const report = await app.report(run);
    const text =
      options.draft === undefined ? app.render(report, options.format) : draftOf(report, options.draft).content;
    await writeResult(text, options.out);
    return 0;
  } finally {
    await app.dispose();
  }
}

/** Throws BooError('usage') that names the drafts there are. */
function draftOf(report: Report, wanted: string | true): Report['artifacts'][number] {
  const { artifacts } = report;
  const found =
    wanted === true && artifacts.length === 1 ? artifacts[0] : artifacts.find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  const names = artifacts.map(({ name }) => name).join(', ');
  throw new BooError('usage', names === '' ? 'This report offers no draft.' : `Name one of the drafts: ${names}.`);
}
