import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles each `*.test.ts` of `source` into `out` as CommonJS, because that is what an extension host of any VS Code
 * version loads. Returns `out`.
 */
export async function compileHostTests(source: string, out: string): Promise<string> {
  const names = (await readdir(source)).filter((name) => name.endsWith('.test.ts'));
  await rm(out, { recursive: true, force: true });
  await build({
    entryPoints: names.map((name) => join(source, name)),
    outdir: out,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    define: {
      'import.meta.url': '__importMetaUrl',
      'import.meta.dirname': '__dirname',
      'import.meta.filename': '__filename',
    },
    banner: { js: "const __importMetaUrl=require('node:url').pathToFileURL(__filename).href;" },
    logLevel: 'silent',
  });
  return out;
}
