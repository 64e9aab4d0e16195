import type { ScopeDocument, ScopeFacts } from '../../protocol/plan.ts';
import { orderedMap } from '../orderedMap.ts';
import { readHead } from '../reader/readHead.ts';
import { sortedUnique } from '../relativePath.ts';
import { documentKind } from './documentKind.ts';
import { LinkTargets } from './documentLinks.ts';
import { type Outline, outlineOf } from './documentOutline.ts';
import { chooseDocuments } from './documentPaths.ts';
import { findPullRequestTemplates } from './pullRequestTemplates.ts';

const maxDocuments = 300;
const maxBytes = 256 * 1024;
const maxHeadings = 60;
const maxDeadLinks = 20;
const maxTextChars = 8000;
const readWidth = 16;

interface Read {
  readonly path: string;
  readonly outline: Outline;
  readonly text: string | null;
}

/**
 * The text documents of a workspace, and the text of its pull-request templates. `files` is the listing of the whole
 * workspace (ignored files absent); `root` is a real path. Reads at most 300 documents, 256 KiB of each. Sorted by path.
 * Throws BooError('cancelled').
 */
export async function findDocuments(
  root: string,
  files: readonly string[],
  signal: AbortSignal,
): Promise<Pick<ScopeFacts, 'documents' | 'texts'>> {
  const templates = new Set(await findPullRequestTemplates(root));
  const others = chooseDocuments(
    files.filter((path) => !templates.has(path)),
    maxDocuments - templates.size,
  );
  const read: Read[] = [];
  const load = async (path: string): Promise<Read | null> => {
    const text = await readHead(root, path, maxBytes);
    return text === null ? null : { path, outline: outlineOf(path, text), text: templates.has(path) ? text : null };
  };
  await orderedMap(sortedUnique([...templates, ...others]), readWidth, signal, load, (result) => {
    if (result !== null) read.push(result);
  });
  const texts = read.flatMap(({ path, text }) => (text === null ? [] : [{ path, text: text.slice(0, maxTextChars) }]));
  return { documents: await linkUp(root, files, read), texts };
}

async function linkUp(root: string, files: readonly string[], read: readonly Read[]): Promise<ScopeDocument[]> {
  const targets = new LinkTargets(root, files);
  const inbound = new Map<string, Set<string>>(read.map(({ path }) => [path, new Set()]));
  const dead = new Map<string, ScopeDocument['deadLinks']>();
  for (const { path, outline } of read) {
    const missing: ScopeDocument['deadLinks'] = [];
    for (const link of outline.links) {
      const resolved = await targets.resolve(path, link.target);
      if (resolved === null) continue;
      if (!resolved.exists && missing.length < maxDeadLinks) missing.push({ ...link });
      if (resolved.exists && resolved.path !== path) inbound.get(resolved.path)?.add(path);
    }
    dead.set(path, missing);
  }
  return read.map(({ path, outline }) => ({
    path,
    kind: documentKind(path, outline.headings),
    lines: outline.lines,
    headings: outline.headings.slice(0, maxHeadings).map((heading) => ({ ...heading })),
    deadLinks: dead.get(path) ?? [],
    inboundLinks: inbound.get(path)?.size ?? 0,
  }));
}
