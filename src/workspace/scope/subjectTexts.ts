import type { ScopeFacts } from '../../protocol/plan.ts';
import { orderedMap } from '../orderedMap.ts';
import { readHead } from '../reader/readHead.ts';
import { comparePaths } from '../relativePath.ts';

const maxTexts = 5;
const maxTextChars = 20_000;
/** Enough for so many characters of any script. */
const maxTextBytes = 4 * maxTextChars;

/**
 * Adds the text of the first five documents that a run is about, 20,000 characters of each, to `texts`. Sorted by path. Throws
 * BooError('cancelled').
 */
export async function withSubjectTexts(
  root: string,
  texts: ScopeFacts['texts'],
  subject: readonly string[],
  signal: AbortSignal,
): Promise<ScopeFacts['texts']> {
  const byPath = new Map(texts.map((entry) => [entry.path, entry]));
  const read = async (path: string): Promise<string | null> => readHead(root, path, maxTextBytes);
  await orderedMap(subject.slice(0, maxTexts), maxTexts, signal, read, (text, path) => {
    if (text !== null) byPath.set(path, { path, text: text.slice(0, maxTextChars) });
  });
  return [...byPath.values()].sort((a, b) => comparePaths(a.path, b.path));
}
