import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { repoRoot } from './paths.ts';
import { mustRun } from './run.ts';

/**
 * The sample repository. Its sources lie under `sample/` as one folder per state, each laid over the one before;
 * `history.json` says which files of which state form which commit. Path segments that start with `dot_` become
 * dot files, so that they have no effect in this repository.
 */
const sampleDir = join(repoRoot, 'sample');

const commitSchema = z.object({
  branch: z.string(),
  /** Folder under `sample/` that the files come from. */
  state: z.string(),
  /** Paths or folders of that state, as in the resulting repository; `.` is all of it. */
  files: z.array(z.string()).min(1),
  message: z.string(),
  author: z.string(),
  /** ISO time with offset; fixed, so that commit ids are the same everywhere. */
  date: z.string(),
});
const historySchema = z.object({
  commits: z.array(commitSchema).min(1),
  checkout: z.string(),
  uncommitted: z.string(),
});
type Commit = z.infer<typeof commitSchema>;

/**
 * Makes the sample a git repository in `dir`, which must be empty or absent: a history on main, the branch
 * feature/refunds checked out, one uncommitted change. Same sources give the same commit ids.
 */
export async function makeSample(dir: string): Promise<void> {
  if (existsSync(dir) && (await readdir(dir)).length > 0) throw new Error(`${dir} is not empty`);
  await mkdir(dir, { recursive: true });
  const history = historySchema.parse(JSON.parse(await readFile(join(sampleDir, 'history.json'), 'utf8')));
  await git(dir, ['init', '--quiet', '--initial-branch=main']);
  // What a machine's own configuration says about line ends or signing must not change the commits.
  for (const [key, value] of [
    ['core.autocrlf', 'false'],
    ['core.fileMode', 'false'],
    ['commit.gpgSign', 'false'],
    ['core.hooksPath', '.git/hooks'],
  ]) {
    await git(dir, ['config', key ?? '', value ?? '']);
  }
  for (const commit of history.commits) await addCommit(dir, commit);
  await git(dir, ['checkout', '--quiet', history.checkout]);
  await overlay(history.uncommitted, dir, ['.']);
}

/** The sample in a folder below `parent` that is named by its content; made if it is not there yet. */
export async function ensureSample(parent: string): Promise<string> {
  const target = join(parent, `orders-service-${await sampleHash()}`);
  if (existsSync(join(target, '.git'))) return target;
  const work = `${target}.new-${process.pid}`;
  await rm(work, { recursive: true, force: true });
  await makeSample(work);
  await rename(work, target);
  return target;
}

async function addCommit(dir: string, commit: Commit): Promise<void> {
  const known = (await git(dir, ['branch', '--list', commit.branch])).trim() !== '';
  const first = (await git(dir, ['branch', '--list'])).trim() === '';
  if (known) await git(dir, ['checkout', '--quiet', commit.branch]);
  else if (!first) await git(dir, ['checkout', '--quiet', '-b', commit.branch]);
  await overlay(commit.state, dir, commit.files);
  await git(dir, ['add', '--all']);
  const [, name = '', email = ''] = /^(.*) <(.*)>$/.exec(commit.author) ?? [];
  const identity = {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: commit.date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: commit.date,
  };
  await git(dir, ['commit', '--quiet', '--no-verify', '-m', commit.message], identity);
}

async function git(dir: string, args: readonly string[], extra: NodeJS.ProcessEnv = {}): Promise<string> {
  // Neither the user's nor the system's configuration, nor a surrounding repository, may take part.
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  const env = { ...Object.fromEntries(inherited), GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...extra };
  return mustRun('git', args, { cwd: dir, env });
}

/** Copies the chosen files of a state over `dir`. */
async function overlay(state: string, dir: string, files: readonly string[]): Promise<void> {
  for (const { source, target } of await filesOf(state)) {
    const wanted = files.some((file) => file === '.' || target === file || target.startsWith(`${file}/`));
    if (!wanted) continue;
    await mkdir(dirname(join(dir, target)), { recursive: true });
    await copyFile(join(sampleDir, state, source), join(dir, target));
  }
}

async function filesOf(state: string): Promise<{ source: string; target: string }[]> {
  const entries = await readdir(join(sampleDir, state), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(join(sampleDir, state).length + 1)
        .replaceAll('\\', '/'),
    )
    .sort()
    .map((source) => ({ source, target: source.replace(/(^|\/)dot_/g, '$1.') }));
}

async function sampleHash(): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(sampleDir, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(file.slice(sampleDir.length)).update(await readFile(file));
  return hash.digest('hex').slice(0, 10);
}
