import type { DocumentKind, ScopeDocument, ScopeFacts } from '../../protocol/plan.ts';
import { compareText } from './canonical.ts';
import { fileKind } from './fileKind.ts';

/** A run about more documents than this is a run about a folder. */
const maxSubject = 8;
/** A path or selection with at most this many documents, and nothing else, is itself the subject. */
const maxScopeSubject = 3;
/** A brief of this many words counts as the text itself, pasted in. */
export const pastedWords = 40;

/**
 * The documents that a run is about: those that the brief names (by path, or by an ending of the path that only one document has),
 * in the order of mention, then those that are the whole scope. Sorted and free of doubles; at most eight.
 */
export function findSubject(scope: ScopeFacts, brief: string): string[] {
  const named = namedDocuments(documentPaths(scope), brief);
  const paths = scope.files.map((file) => file.path);
  const chosen = scope.kind === 'path' || scope.kind === 'selection';
  const whole = chosen && paths.length <= maxScopeSubject && paths.every((path) => fileKind(path) === 'docs');
  return [...new Set([...named, ...(whole ? paths : [])])].slice(0, maxSubject);
}

/** Does the brief hold the text itself instead of naming a document? */
export function isPasted(brief: string): boolean {
  return brief.split(/\s+/).filter((word) => word !== '').length >= pastedWords;
}

/** The headings of a specification of behaviour; three of them make one, whatever the file is called. */
const specificationHeadings = ['outcome', 'actors and triggers', 'primary flow', 'coordinations'];

export function isSpecification(document: ScopeDocument): boolean {
  if (/(?:^|\/)feature-specification\.md$/i.test(document.path)) return true;
  const there = new Set(document.headings.map((heading) => heading.text.trim().toLowerCase()));
  return specificationHeadings.filter((heading) => there.has(heading)).length >= 3;
}

/** What kinds of document the subject is, by the scan and by its headings. */
export function subjectKinds(scope: ScopeFacts, subject: readonly string[]): Set<DocumentKind> {
  const about = new Set(subject);
  const documents = scope.documents.filter((document) => about.has(document.path));
  const kinds = new Set(documents.map((document) => document.kind));
  if (documents.some(isSpecification)) kinds.add('specification');
  return kinds;
}

function documentPaths(scope: ScopeFacts): string[] {
  const inScope = scope.files.map((file) => file.path).filter((path) => fileKind(path) === 'docs');
  return [...new Set([...scope.documents.map((document) => document.path), ...inScope])].sort(compareText);
}

function namedDocuments(paths: readonly string[], brief: string): string[] {
  const text = brief.replaceAll('\\', '/');
  const found = new Map<string, number>();
  const note = (path: string, at: number): void => {
    found.set(path, Math.min(at, found.get(path) ?? at));
  };
  for (const path of paths) {
    const at = standsAt(text, path);
    if (at >= 0) note(path, at);
  }
  // A path may hold spaces and is then only found above; endings of paths are looked for token by token.
  for (const match of text.matchAll(/[^\s"'`()<>[\]{},;]+\.[A-Za-z]{2,10}/g)) {
    const token = match[0].replace(/^(?:\.?\/)+/, '');
    const endings = paths.filter((path) => path === token || path.endsWith(`/${token}`));
    const [only] = endings;
    if (endings.length === 1 && only !== undefined) note(only, match.index);
    else if (endings.length === 0) {
      // An absolute path ends in a workspace-relative one; the longest is meant.
      const [longest] = paths.filter((path) => token.endsWith(`/${path}`)).sort((a, b) => b.length - a.length);
      if (longest !== undefined) note(longest, match.index);
    }
  }
  return [...found].sort((a, b) => a[1] - b[1] || compareText(a[0], b[0])).map(([path]) => path);
}

/** Where `path` stands in `text` as a whole path, not as the end of a longer one; -1 when it does not. */
function standsAt(text: string, path: string): number {
  for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1)) {
    const before = text[at - 1];
    const after = text[at + path.length];
    const begins = before === undefined || !/[\w/.-]/.test(before) || text.slice(Math.max(0, at - 2), at) === './';
    if (begins && (after === undefined || !/[\w/-]/.test(after))) return at;
  }
  return -1;
}

/** Folder and file names that say nothing about which part is meant. */
const generic = new Set(
  'src lib libs app apps packages services modules internal pkg crates components server client test tests docs doc dist build bin scripts config public assets index main utils util helpers types readme common shared core base'.split(
    ' ',
  ),
);

/** Does the brief name a part of the scope: a path, a folder, or a file, with or without its ending? */
export function namesPart(scope: ScopeFacts, brief: string): boolean {
  const words = new Set(brief.toLowerCase().match(/[\p{L}\p{N}_.@/-]+/gu) ?? []);
  const plain = new Set([...words].map((word) => word.replace(/^[./]+|[./]+$/g, '')));
  return scope.files.some((file) => {
    const parts = file.path.toLowerCase().split('/');
    const name = parts.at(-1) ?? '';
    if (plain.has(file.path.toLowerCase()) || plain.has(name)) return true;
    const stem = name.replace(/\.[^.]*$/, '');
    if (stem.length >= 4 && !generic.has(stem) && plain.has(stem)) return true;
    return parts.slice(0, -1).some((folder, i) => {
      if (i > 0 && plain.has(parts.slice(0, i + 1).join('/'))) return true;
      return folder.length >= 3 && !generic.has(folder) && plain.has(folder);
    });
  });
}
