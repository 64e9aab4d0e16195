import { join } from 'node:path';
import type { ScopeFacts } from '../../protocol/plan.ts';
import { entriesOf } from '../listing/walkFiles.ts';

type DocKind = keyof ScopeFacts['docs'];

/** A place with documents: a folder or single file, and one document in it to point at. */
export interface DocPlace {
  readonly kind: DocKind;
  /** Workspace-relative, without a trailing `/`. */
  readonly path: string;
  readonly example: string;
}

const docsNames = ['docs', 'doc', 'documentation', 'Documentation'];
const adrNames = new Set([
  'adr',
  'adrs',
  'decisions',
  'decision-records',
  'architecture-decisions',
  'architectural-decisions',
]);
const standardNames = new Set([
  'standards',
  'coding-standards',
  'conventions',
  'guidelines',
  'style-guides',
  'styleguide',
  'rules',
]);
const standardFiles =
  /^(?:coding[-_ ]?(?:standards?|guidelines?|conventions?)|standards?|style[-_ ]?guide|conventions|claude|agents)\.(?:md|mdx|rst|adoc|txt)$/i;
const document = /\.(?:md|mdx|rst|adoc|asciidoc|txt|org)$/i;

/**
 * Looks for documentation in the usual places: `docs/` and the like, folders of decision records and standards in the
 * root, in the docs folder and in `architecture/`, and files such as CODING_STANDARDS.md or CLAUDE.md in the root.
 * Only real folders are entered, never links. A folder counts when it holds at least one document.
 */
export async function findDocPlaces(root: string): Promise<DocPlace[]> {
  const places: DocPlace[] = [];
  const top = await entriesOf(root);
  for (const entry of top) {
    if (entry.isFile() && standardFiles.test(entry.name))
      places.push({ kind: 'standards', path: entry.name, example: entry.name });
  }
  const folders = top.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  for (const name of folders) {
    if (docsNames.includes(name)) await pushIfDocuments(root, 'docs', name, places);
    if (docsNames.includes(name) || name === 'architecture' || name === '.github')
      await lookInside(root, name, 2, places);
    else await judge(root, name, name, places);
  }
  return places;
}

/** Entries of a scope for the three kinds, in path order. */
export function docsOf(places: readonly DocPlace[]): ScopeFacts['docs'] {
  const of = (kind: DocKind): string[] => places.filter((place) => place.kind === kind).map((place) => place.path);
  return { adr: of('adr'), standards: of('standards'), docs: of('docs') };
}

async function lookInside(root: string, folder: string, depth: number, places: DocPlace[]): Promise<void> {
  for (const entry of (await entriesOf(join(root, folder))).slice(0, 500)) {
    if (!entry.isDirectory()) {
      if (entry.isFile() && standardFiles.test(entry.name)) {
        places.push({ kind: 'standards', path: `${folder}/${entry.name}`, example: `${folder}/${entry.name}` });
      }
      continue;
    }
    const path = `${folder}/${entry.name}`;
    await judge(root, entry.name, path, places);
    if (depth > 1) await lookInside(root, path, depth - 1, places);
  }
}

async function judge(root: string, name: string, path: string, places: DocPlace[]): Promise<void> {
  if (adrNames.has(name.toLowerCase())) await pushIfDocuments(root, 'adr', path, places);
  if (standardNames.has(name.toLowerCase())) await pushIfDocuments(root, 'standards', path, places);
}

async function pushIfDocuments(root: string, kind: DocKind, path: string, places: DocPlace[]): Promise<void> {
  const example = await firstDocument(root, path, 2);
  if (example !== null) places.push({ kind, path, example });
}

async function firstDocument(root: string, folder: string, depth: number): Promise<string | null> {
  const entries = (await entriesOf(join(root, folder))).slice(0, 500);
  const own = entries.find((entry) => entry.isFile() && document.test(entry.name));
  if (own !== undefined) return `${folder}/${own.name}`;
  if (depth <= 1) return null;
  for (const entry of entries.filter((item) => item.isDirectory()).slice(0, 50)) {
    const found = await firstDocument(root, `${folder}/${entry.name}`, depth - 1);
    if (found !== null) return found;
  }
  return null;
}
