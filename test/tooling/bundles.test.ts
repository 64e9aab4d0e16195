import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { repoRoot } from '../../scripts/lib/paths.ts';

const metaSchema = z.object({
  inputs: z.record(z.string(), z.object({ bytes: z.number() })),
  outputs: z.record(z.string(), z.object({ imports: z.array(z.object({ path: z.string() })) })),
});

/** What esbuild wrote about a bundle; `npm run build` makes it. */
function meta(bundle: string): { inputs: string[]; imports: string[] } {
  const { inputs, outputs } = metaSchema.parse(
    JSON.parse(readFileSync(join(repoRoot, 'dist/meta', `${bundle}.json`), 'utf8')),
  );
  return {
    inputs: Object.keys(inputs),
    imports: Object.values(outputs).flatMap((output) => output.imports.map(({ path }) => path)),
  };
}

describe('bundles', () => {
  it('activation reads none of the application: it is loaded on first use', () => {
    const { inputs, imports } = meta('extension');
    const heavy = inputs.filter((input) =>
      /^src\/(store|backends|workspace|engine\/run)\/|node_modules\/(sql\.js|ws|yaml|@agentclientprotocol)\//.test(
        input,
      ),
    );
    assert.deepEqual(heavy, []);
    assert.ok(imports.includes('./app.cjs'));
  });

  for (const bundle of ['app', 'cli']) {
    it(`${bundle} does not know the editor`, () => {
      assert.ok(!meta(bundle).imports.includes('vscode'));
    });
  }

  for (const bundle of ['webview-run', 'webview-report']) {
    it(`${bundle} needs nothing but itself`, () => {
      assert.deepEqual(meta(bundle).imports, []);
    });
  }
});
