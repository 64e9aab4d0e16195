import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Path (with `/`) -> content; null removes the file. */
export type FileMap = Readonly<Record<string, string | Buffer | null>>;

export interface CommitSpec {
  readonly message: string;
  readonly files: FileMap;
}

export interface RepoSpec {
  /** Content of the first commit on `main`. Left out: a repository without commits. */
  readonly files?: FileMap;
  /** Further commits on `main`. */
  readonly commits?: readonly CommitSpec[];
  /** Branches that start at the end of `main`, with their commits; the last one stays checked out. */
  readonly branches?: Readonly<Record<string, readonly CommitSpec[]>>;
}

/** A folder under the system's temporary folder. */
export interface TestFolder {
  /** Absolute, without links. */
  readonly root: string;
  write(files: FileMap): Promise<void>;
  remove(): Promise<void>;
}

/** A real repository made by the real git, independent of the configuration of the machine. */
export interface TestRepo extends TestFolder {
  /** Runs git in the repository; resolves to its output. */
  git(...args: string[]): Promise<string>;
  /** Writes files, stages everything and commits; resolves to the commit id. */
  commit(message: string, files?: FileMap): Promise<string>;
}

export async function makeFolder(files: FileMap = {}, name = 'work'): Promise<TestFolder> {
  const holder = await realpath(await mkdtemp(join(tmpdir(), 'boo-test-')));
  const root = join(holder, name);
  await mkdir(root);
  const write = async (map: FileMap): Promise<void> => {
    for (const [path, content] of Object.entries(map)) {
      const full = join(root, path);
      if (content === null) {
        await rm(full, { recursive: true, force: true });
        continue;
      }
      await mkdir(dirname(full), { recursive: true });
      await writeFile(full, content);
    }
  };
  await write(files);
  return { root, write, remove: () => rm(holder, { recursive: true, force: true }) };
}

export async function makeRepo(spec: RepoSpec = {}, name = 'work'): Promise<TestRepo> {
  const folder = await makeFolder({}, name);
  const git = async (...args: string[]): Promise<string> => {
    const { stdout } = await run('git', args, { cwd: folder.root, env: gitEnvironment(), maxBuffer: 64 * 1024 * 1024 });
    return stdout.trimEnd();
  };
  const commit = async (message: string, files: FileMap = {}): Promise<string> => {
    await folder.write(files);
    await git('add', '--all');
    await git('commit', '--quiet', '--allow-empty', '--message', message);
    return git('rev-parse', 'HEAD');
  };
  await git('init', '--quiet', '--initial-branch', 'main');
  if (spec.files !== undefined) await commit('first', spec.files);
  for (const { message, files } of spec.commits ?? []) await commit(message, files);
  for (const [branch, commits] of Object.entries(spec.branches ?? {})) {
    await git('checkout', '--quiet', '-b', branch, 'main');
    for (const { message, files } of commits) await commit(message, files);
  }
  return { ...folder, git, commit };
}

/** Fixed author and time, no configuration from outside. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  const when = '2024-03-01T12:00:00Z';
  return {
    PATH: process.env['PATH'],
    HOME: tmpdir(),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'Test Author',
    GIT_AUTHOR_EMAIL: 'author@example.invalid',
    GIT_AUTHOR_DATE: when,
    GIT_COMMITTER_NAME: 'Test Author',
    GIT_COMMITTER_EMAIL: 'author@example.invalid',
    GIT_COMMITTER_DATE: when,
  };
}

/** Makes a named pipe: reading it would wait for a writer that never comes. */
export function makePipe(path: string): void {
  const program = 'mkfifo';
  execFileSync(program, [path]);
}
