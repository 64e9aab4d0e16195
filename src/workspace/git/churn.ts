import { asBooError } from '../../protocol/errors.ts';
import type { ScopeFacts } from '../../protocol/plan.ts';
import { comparePaths } from '../relativePath.ts';
import type { GitRepository } from './gitRepository.ts';
import { NulSplitter } from './nulSplitter.ts';

const churnDays = 90;
const maxCommits = 5000;
const maxBytes = 8 * 1024 * 1024;
const timeoutMs = 5000;
const maxListed = 50;

/**
 * Commits per file in the 90 days up to the commit date of HEAD, so the same commit always gives the same answer. Merges do not
 * count, renames start anew. Only files that `counts` accepts; most first, then by path, at most 50. Empty when there is no
 * commit or the history cannot be read in time: churn is a hint, not worth failing for. Throws BooError('cancelled').
 */
export async function readChurn(
  repository: GitRepository,
  counts: (path: string) => boolean,
): Promise<ScopeFacts['churn']> {
  const head = await repository.tryText(['log', '--no-show-signature', '--max-count=1', '--format=%ct', 'HEAD', '--']);
  const headTime = Number(head);
  if (head === null || head === '' || !Number.isSafeInteger(headTime)) return [];
  const commits = new Map<string, number>();
  let bytes = 0;
  const splitter = new NulSplitter((record) => {
    // Without a format each commit prints nothing but its names; a line feed may stand before the first.
    const path = record.replace(/^\n+/, '');
    if (path !== '') commits.set(path, (commits.get(path) ?? 0) + 1);
  });
  try {
    const output = await repository.run(
      [
        'log',
        '--no-show-signature',
        '--no-merges',
        '--no-color',
        '--no-ext-diff',
        '--no-textconv',
        '--ignore-submodules=all',
        '--no-renames',
        '--relative',
        '--name-only',
        '-z',
        '--format=',
        `--since=@${headTime - churnDays * 24 * 3600}`,
        `--max-count=${maxCommits}`,
        'HEAD',
        '--',
        '.',
      ],
      {
        timeoutMs,
        onChunk: (chunk) => {
          bytes += chunk.length;
          splitter.push(chunk);
          return bytes < maxBytes;
        },
      },
    );
    if (output.code !== 0 && !output.cut) return [];
  } catch (thrown) {
    const error = asBooError(thrown);
    if (error.code === 'cancelled') throw error;
    return [];
  }
  const sorted = [...commits]
    .map(([path, count]) => ({ path, commits: count }))
    .sort((a, b) => b.commits - a.commits || comparePaths(a.path, b.path));
  const churn: ScopeFacts['churn'] = [];
  for (const entry of sorted) {
    if (churn.length === maxListed) break;
    if (counts(entry.path)) churn.push(entry);
  }
  return churn;
}
