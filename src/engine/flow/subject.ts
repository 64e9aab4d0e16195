import type { DocumentKind, ScopeDocument, ScopeFacts } from '../../protocol/plan.ts';
import { briefItems } from './briefText.ts';
import { compareText } from './canonical.ts';
import { fileKind } from './fileKind.ts';
import { commonWords, genericNames, partNouns, proseWords } from './partWords.ts';
import { looksLikeSpecification } from './specification.ts';

/** A run about more documents than this is a run about a folder. */
const maxSubject = 8;
/** A path or selection with at most this many documents, and nothing else, is itself the subject. */
const maxScopeSubject = 3;
/** A brief of this many words counts as the text itself, pasted in. */
export const pastedWords = 40;
/** So does one of more characters than this, or of this many list items. */
const pastedChars = 200;
const pastedItems = 5;

/**
 * The documents that a run is about: those that the brief names (by path, or by an ending of the path that only one document has),
 * in the order of mention, then those that are the whole scope. Sorted and free of doubles; at most eight.
 */
export function findSubject(scope: ScopeFacts, brief: string): string[] {
  const named = namedDocuments(scope, brief);
  const paths = scope.files.map((file) => file.path);
  const chosen = scope.kind === 'path' || scope.kind === 'selection';
  const whole = chosen && paths.length <= maxScopeSubject && paths.every((path) => fileKind(path) === 'docs');
  return [...new Set([...named, ...(whole ? paths : [])])].slice(0, maxSubject);
}

/** Does the brief hold the text itself instead of naming a document? */
export function isPasted(brief: string): boolean {
  return wordCount(brief) >= pastedWords || [...brief].length > pastedChars || listItems(brief) >= pastedItems;
}

/** Words of a text. Scripts that set no space between words count two characters as one. */
export function wordCount(text: string): number {
  const dense = text.match(/[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}]/gu)?.length ?? 0;
  const spaced = text
    .replace(/[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}]+/gu, ' ')
    .match(/\S*[\p{L}\p{N}]\S*/gu);
  return (spaced?.length ?? 0) + Math.floor(dense / 2);
}

/** Items of a list, also of a numbered one that runs on in one line. */
function listItems(brief: string): number {
  let next = 1;
  for (const match of brief.matchAll(/(?<![^\s(])(\d{1,2})[.)]\s/g)) if (Number(match[1]) === next) next += 1;
  return Math.max(briefItems(brief), next - 1);
}

export function isSpecification(document: ScopeDocument): boolean {
  return /(?:^|\/)feature-specification\.md$/i.test(document.path) || looksLikeSpecification(document.headings);
}

/** What the subject documents speak of, by their headings: one per line, none of the path. */
export function subjectHeadings(scope: ScopeFacts, subject: readonly string[]): string {
  const about = new Set(subject);
  return scope.documents
    .filter((document) => about.has(document.path))
    .flatMap((document) => document.headings.map((heading) => heading.text))
    .join('\n');
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

function namedDocuments(scope: ScopeFacts, brief: string): string[] {
  const paths = documentPaths(scope);
  const text = plainPaths(brief);
  const found = new Map<string, number>();
  const note = (path: string, at: number): void => {
    found.set(path, Math.min(at, found.get(path) ?? at));
  };
  for (const path of paths) {
    const at = standsAt(text, path);
    if (at >= 0) note(path, at);
  }
  // A path may hold spaces and is then only found above; all else is looked for token by token.
  for (const match of text.matchAll(/[^\s"'`()<>[\]{},;|*]+/g)) {
    const token = match[0]
      .replace(/[#?].*$/, '')
      .replace(/[.:!]+$/, '')
      .replace(/^@/, '');
    const path = /(?:^|\/)\.\.(?:\/|$)/.test(token) ? null : documentOf(token, paths, scope);
    if (path !== null) note(path, match.index);
  }
  return [...found].sort((a, b) => a[1] - b[1] || compareText(a[0], b[0])).map(([path]) => path);
}

/** With `/` in paths, and without addresses of the web, whose ends look like paths of the workspace. */
function plainPaths(brief: string): string {
  return brief.replaceAll('\\', '/').replace(/[\w+.-]+:\/\/[^\s"'`<>]*/g, (address) => ' '.repeat(address.length));
}

/** The one document that a token means: an ending of its path, in any case, or its whole path without the ending. */
function documentOf(token: string, paths: readonly string[], scope: ScopeFacts): string | null {
  const inside = insideWorkspace(token, scope.workspaceName);
  if (inside === null) return null;
  if (!/\.\p{L}[\p{L}\p{N}]{1,9}$/u.test(inside))
    return inside.includes('/') ? documentByStem(inside, paths, scope) : null;
  const ends = (path: string, end: string): boolean => path === end || path.endsWith(`/${end}`);
  // A whole path is found in the text itself; here it counts as such before any path that merely ends alike.
  const whole = paths.includes(inside) ? [inside] : paths.filter((path) => path.toLowerCase() === inside.toLowerCase());
  if (whole.length === 1) return whole[0] ?? null;
  const exact = paths.filter((path) => ends(path, inside));
  const close = exact.length > 0 ? exact : paths.filter((path) => ends(path.toLowerCase(), inside.toLowerCase()));
  return close.length === 1 ? (close[0] ?? null) : null;
}

/** `docs/plan` means `docs/plan.md`, unless code or a folder is called that. */
function documentByStem(token: string, paths: readonly string[], scope: ScopeFacts): string | null {
  const wanted = token.toLowerCase();
  const stem = (path: string): string => path.toLowerCase().replace(/\.[^./]*$/, '');
  const all = new Set([...paths, ...scope.files.map((file) => file.path)]);
  const called = [...all].filter((path) => stem(path) === wanted || path.toLowerCase().startsWith(`${wanted}/`));
  const [only] = called;
  return called.length === 1 && only !== undefined && paths.includes(only) ? only : null;
}

/** A path as the workspace sees it; null for an absolute one that does not lead through a folder of the name of the workspace. */
function insideWorkspace(token: string, workspaceName: string): string | null {
  const relative = token.replace(/^(?:\.\/)+/, '');
  if (!/^(?:\/|~\/|[A-Za-z]:\/)/.test(relative)) return relative;
  const folders = relative.split('/');
  const at = folders.findIndex((folder) => folder !== '' && folder.toLowerCase() === workspaceName.toLowerCase());
  return at < 0 || at === folders.length - 1 ? null : folders.slice(at + 1).join('/');
}

/** Where `path` stands in `text` as a whole path, not as a part of a longer one; -1 when it does not. */
function standsAt(text: string, path: string): number {
  for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1)) {
    const before = text[at - 1];
    const begins =
      before === undefined ||
      !/[\p{L}\p{N}_/.-]/u.test(before) ||
      /(?:^|[^\p{L}\p{N}_/.-])\.\/$/u.test(text.slice(0, at));
    if (begins && /^(?![\p{L}\p{N}_/-]|\.[\p{L}\p{N}_])/u.test(text.slice(at + path.length, at + path.length + 2)))
      return at;
  }
  return -1;
}

/** A part of a scope that a brief names. */
export interface NamedPart {
  /** Paths of the folders and files that are meant, sorted. */
  readonly names: readonly string[];
  /** Paths of the files that lie in them. */
  readonly files: ReadonlySet<string>;
}

/**
 * The part of these files that the brief names: by a path, by a folder or a file with or without its ending, or else by a word of such a
 * name ("auth" for `authentication`, "payment" for `PaymentService.ts`).
 */
export function namedPart(paths: readonly string[], brief: string): NamedPart {
  const said = saidNames(brief);
  const names = new Set<string>();
  const files = new Set<string>();
  const note = (path: string, name: string | null): void => {
    if (name === null) return;
    names.add(name);
    files.add(path);
  };
  const met = new Set<string>();
  for (const path of paths) note(path, nameOfPart(path, said, met));
  // Only words that are nobody's whole name are looked for inside of names.
  const loose = said.words.filter((word) => !met.has(word));
  if (loose.length > 0) {
    const known = new Map<string, boolean>();
    const holds = (name: string): boolean => {
      const before = known.get(name);
      if (before !== undefined) return before;
      const parts = wordsOfName(name);
      const result = loose.some((word) => parts.some((part) => sameWord(word, part)));
      known.set(name, result);
      return result;
    };
    for (const path of paths) {
      const parts = path.split('/');
      const at = parts.findIndex((part, i) => holds(i === parts.length - 1 ? part.replace(/\.[^.]*$/, '') : part));
      if (at >= 0 && !files.has(path)) note(path, parts.slice(0, at + 1).join('/'));
    }
  }
  return { names: [...names].sort(compareText), files };
}

interface SaidNames {
  /** Whatever looks like a path or a file name, and words that are said to be a part ("the orders module"). */
  readonly plain: ReadonlySet<string>;
  /** Words that may name a part by themselves. */
  readonly words: readonly string[];
}

function saidNames(brief: string): SaidNames {
  const text = plainPaths(brief).toLowerCase();
  const tokens = (text.match(/[\p{L}\p{N}_.@/-]+/gu) ?? []).map((token) => token.replace(/^[./]+|[./-]+$/g, ''));
  const explicit = [
    ...text.matchAll(new RegExp(`([\\p{L}\\p{N}_-]+) (?:${partNouns})(?![\\p{L}\\p{N}])`, 'gu')),
    ...text.matchAll(new RegExp(`(?:${partNouns}) ["'\`]?([\\p{L}\\p{N}_-]+)`, 'gu')),
  ].flatMap((match) => (match[1] === undefined || proseWords.has(match[1]) ? [] : [match[1], other(match[1])]));
  const shaped = tokens.filter((token) => /[/.]/.test(token));
  const words = tokens.filter(
    (token) => token.length >= 3 && !/[/.]/.test(token) && !commonWords.has(token) && !proseWords.has(token),
  );
  return { plain: new Set([...explicit, ...shaped, ...words]), words };
}

/** The other number of a noun. */
function other(word: string): string {
  return word.endsWith('s') ? word.slice(0, -1) : `${word}s`;
}

/** The folder or file of `path` that one of the words names; the outermost folder counts. */
function nameOfPart(path: string, { plain }: SaidNames, met: Set<string>): string | null {
  const parts = path.split('/');
  const lower = parts.map((part) => part.toLowerCase());
  const at = lower.slice(0, -1).findIndex((folder, i) => {
    if (i > 0 && plain.has(lower.slice(0, i + 1).join('/'))) return true;
    const named = folder.length >= 3 && !genericNames.has(folder) && plain.has(folder);
    if (named) met.add(folder);
    return named;
  });
  if (at >= 0) return parts.slice(0, at + 1).join('/');
  const file = lower.at(-1) ?? '';
  const stem = file.replace(/\.[^.]*$/, '');
  if (plain.has(path.toLowerCase()) || plain.has(file)) return path;
  if (stem.length < 4 || genericNames.has(stem) || !plain.has(stem)) return null;
  met.add(stem);
  return path;
}

/** `PaymentService` and `payment-service` -> payment (the other word says nothing). Common words are no part of it either. */
function wordsOfName(name: string): string[] {
  return name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length >= 4 && !genericNames.has(word) && !commonWords.has(word));
}

const endings = /^(?:s|es|ed|er|ers|ing|ings|ion|ions|ation|ations|ment|ments|al|ity|en|ung|ungen)$/;

/** A word of a brief and one of a name: equal, one number or form of the other, or the beginning of the name (from four letters on). */
function sameWord(said: string, part: string): boolean {
  if (said.length < 4) return false;
  const base = said.length > 4 && /[^s]s$/.test(said) ? said.slice(0, -1) : said;
  if (part.startsWith(base)) return true;
  return [part, /[^s]s$/.test(part) ? part.slice(0, -1) : part].some(
    (stem) => stem.length >= 4 && said.startsWith(stem) && endings.test(said.slice(stem.length)),
  );
}
