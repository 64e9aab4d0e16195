import { commitSubjects } from '../git/gitFacts.ts';
import type { GitRepository } from '../git/gitRepository.ts';
import { decodeText } from '../reader/decodeText.ts';
import { readInside } from '../reader/openInside.ts';

const bodyFiles = ['PR_BODY.md', 'pr-body.md', 'pr-body', '.pr-body', '.pr-body.md'];
const maxWords = 200;
const maxBodyBytes = 64 * 1024;

/**
 * What the author said about the branch, at most 200 words: the pull-request text file at the root first, then commit
 * subjects (`range` as git log takes it, newest first, at most 20). Empty when there is nothing.
 */
export async function branchContext(
  root: string,
  repository: GitRepository | null,
  range: string | null,
): Promise<string> {
  const parts: string[] = [];
  for (const name of bodyFiles) {
    const read = await readInside(root, name, maxBodyBytes);
    const decoded = read.ok ? decodeText(read.bytes) : null;
    if (decoded?.ok !== true || decoded.text.trim() === '') continue;
    parts.push(`From ${name}:\n${decoded.text.replace(/[^\P{Cc}\n]/gu, ' ').trim()}`);
    break;
  }
  if (repository !== null && range !== null) {
    const subjects = await commitSubjects(repository, range, 20);
    if (subjects.length > 0)
      parts.push(`Commits, newest first:\n${subjects.map((subject) => `- ${subject}`).join('\n')}`);
  }
  return firstWords(parts.join('\n\n'), maxWords);
}

/** The text up to its n-th word, white space kept. */
export function firstWords(text: string, count: number): string {
  const words = /\S+/g;
  for (let i = 0; i < count; i++) if (words.exec(text) === null) return text;
  const end = words.lastIndex;
  return words.exec(text) === null ? text : `${text.slice(0, end)} ...`;
}
