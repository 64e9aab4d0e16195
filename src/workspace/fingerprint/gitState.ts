import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { GitRepository } from '../git/gitRepository.ts';
import { entriesOf } from '../listing/walkFiles.ts';
import { type FingerprintEntries, plainEntry } from './entry.ts';
import { hashFile, modeOf, statOf } from './hashFiles.ts';

const ownFiles = [
  'HEAD',
  'config.worktree',
  'MERGE_HEAD',
  'CHERRY_PICK_HEAD',
  'REVERT_HEAD',
  'BISECT_LOG',
  'info/sparse-checkout',
];
const sharedFiles = ['config', 'shallow', 'objects/info/alternates'];
const sharedFolders = ['hooks', 'info'];

/**
 * Adds the state of the repository: HEAD, configuration, hooks, references, and what is staged. References and the index
 * are compared by meaning, so packing references or refreshing file times is not a change. Objects are not looked at:
 * without a reference they change nothing.
 */
export async function addGitState(repository: GitRepository, into: FingerprintEntries): Promise<string[]> {
  const notCovered = ['.git: objects and reflogs'];
  const own = await repository.text(['rev-parse', '--absolute-git-dir']);
  const shared = resolve(repository.root, await repository.text(['rev-parse', '--git-common-dir']));
  for (const name of ownFiles) await addFile(own, name, into);
  for (const name of sharedFiles) await addFile(shared, name, into);
  for (const folder of sharedFolders) {
    for (const entry of (await entriesOf(resolve(shared, folder))).slice(0, 500)) {
      if (!entry.isDirectory()) await addFile(shared, `${folder}/${entry.name}`, into);
    }
  }
  const refs = await repository.run(['for-each-ref', '--format=%(refname)%00%(objectname)%00%(symref)'], {
    maxBytes: 16 * 1024 * 1024,
  });
  if (refs.code !== 0) notCovered.push('.git: references');
  for (const line of refs.code === 0 ? refs.stdout.toString('utf8').split('\n') : []) {
    const [name = '', id = '', target = ''] = line.split('\0');
    if (name !== '') into.set(`.git/${name}`, plainEntry('ref', target === '' ? id : `-> ${target}`));
  }
  const index = createHash('sha256');
  const staged = await repository.run(['ls-files', '-z', '--stage', '-v'], {
    onChunk: (chunk) => void index.update(chunk),
  });
  if (staged.code === 0) into.set('.git/index', plainEntry('file', index.digest('hex')));
  else notCovered.push('.git: index');
  return notCovered;
}

async function addFile(folder: string, name: string, into: FingerprintEntries): Promise<void> {
  const full = resolve(folder, name);
  const stat = statOf(full);
  if (stat?.isFile() !== true) return;
  into.set(`.git/${name}`, plainEntry('file', await hashFile(full), modeOf(stat)));
}
