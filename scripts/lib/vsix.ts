import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repoRoot, vsixPath } from './paths.ts';
import { mustRun } from './run.ts';

/** Builds and packs the extension; returns the path of the VSIX. */
export async function buildVsix(): Promise<string> {
  await mustRun(process.execPath, [join(repoRoot, 'scripts/package.ts')], { cwd: repoRoot, output: 'inherit' });
  return vsixPath;
}

/** `publisher.name` as package.json has it. */
export async function extensionId(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(repoRoot, 'package.json'), 'utf8'));
  if (typeof manifest !== 'object' || manifest === null || !('publisher' in manifest) || !('name' in manifest))
    throw new Error('package.json has no publisher or name');
  return `${String(manifest.publisher)}.${String(manifest.name)}`;
}
