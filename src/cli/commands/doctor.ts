import { exitCode } from '../../protocol/errors.ts';
import { openApp } from '../options.ts';
import { printable } from '../progress.ts';
import { writeResult } from '../output.ts';

const glyphs = { ok: '✓', warning: '!', failed: '✗' } as const;

/** `boo doctor`: what the backend needs, what was found, what to do. Exit 3 when a run could not start. */
export async function doctor(raw: unknown): Promise<number> {
  const { app, options } = await openApp(raw);
  try {
    const health = await app.health(options.backend ?? 'qwen', AbortSignal.timeout(60_000));
    if (options.json) await writeResult(JSON.stringify(health, null, 2), undefined);
    else {
      const rows = health.items.map((item) =>
        printable(
          `${glyphs[item.status]} ${item.name}: ${item.detail}${item.remedy === undefined ? '' : ` → ${item.remedy}`}`,
        ),
      );
      const end = health.available
        ? `The backend ${health.backend} is ready.`
        : `The backend ${health.backend} cannot run.`;
      await writeResult([...rows, end].join('\n'), undefined);
    }
    return health.available ? exitCode.complete : exitCode.backend;
  } finally {
    await app.dispose();
  }
}
