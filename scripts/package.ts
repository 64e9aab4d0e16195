/**
 * Packs artifacts/boocode-orchestrator.vsix and checks it: exactly the files of scripts/vsixFiles.txt, at most 2 MB.
 * Options: --no-build (pack dist as it is), --bless (write the list instead of comparing with it).
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { artifactsDir, nodeModule, repoRoot, vsixPath } from './lib/paths.ts';
import { mustRun } from './lib/run.ts';
import { runMain, say, SetupError } from './lib/say.ts';
import { zipEntries } from './lib/zipEntries.ts';

const listFile = join(repoRoot, 'scripts/vsixFiles.txt');
/** Product budget: what a person downloads. */
const maxBytes = 2 * 1024 * 1024;

await runMain(async () => {
  const args = process.argv.slice(2);
  if (!args.includes('--no-build'))
    await mustRun(process.execPath, [join(repoRoot, 'esbuild.mjs')], { cwd: repoRoot, output: 'inherit' });
  for (const file of ['README.md', 'LICENSE', 'CHANGELOG.md', 'dist/extension.cjs', 'dist/app.cjs']) {
    if (!existsSync(join(repoRoot, file))) throw new SetupError(`${file} is missing; the package needs it.`);
  }
  await pack();
  const files = await zipEntries(vsixPath);
  if (args.includes('--bless')) await writeFile(listFile, `${files.join('\n')}\n`);
  await compareWithList(files);
  const { size } = await stat(vsixPath);
  if (size > maxBytes) throw new SetupError(`The package has ${size} bytes; the budget is ${maxBytes}.`);
  say(
    `${relative(repoRoot, vsixPath)}: ${files.length} files as listed, ${(size / 1024).toFixed(0)} kB of ${maxBytes / 1024} kB`,
  );
});

async function pack(): Promise<void> {
  await mkdir(artifactsDir, { recursive: true });
  // Relative links stay as they are: rewriting needs a public repository to point them at.
  const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', vsixPath];
  // A fixed date makes the archive the same for the same content.
  const env = { ...process.env, SOURCE_DATE_EPOCH: '946684800' };
  await mustRun(process.execPath, [nodeModule('@vscode/vsce/vsce'), 'package', ...options], { cwd: repoRoot, env });
}

async function compareWithList(files: readonly string[]): Promise<void> {
  const listed = (await readFile(listFile, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  const added = files.filter((file) => !listed.includes(file));
  const gone = listed.filter((file) => !files.includes(file));
  if (added.length + gone.length === 0) return;
  const lines = [...added.map((file) => `  + ${file}`), ...gone.map((file) => `  - ${file}`)].join('\n');
  throw new SetupError(
    `The package does not hold the files of scripts/vsixFiles.txt:\n${lines}\nIf that is meant: npm run package -- --bless`,
  );
}
