import type { DocumentKind, ScopeDocument, ScopeFacts } from '../../protocol/plan.ts';

const maxExamples = 12;
const maxWords = 20;

/**
 * How decision records and standards of this workspace are named: the pattern of their file names, the next number, and the first
 * words in use. Taken from what exists, never invented: without documents there is no taxonomy.
 */
export function namingFacts(scope: ScopeFacts): string[] {
  return [...family(scope, 'adr', 'decision records'), ...family(scope, 'standard', 'standards')];
}

function family(scope: ScopeFacts, kind: DocumentKind, what: string): string[] {
  const documents = scope.documents.filter((document) => document.kind === kind);
  if (documents.length === 0) return [`Names of ${what}: none exist yet, so there is no taxonomy to follow`];
  const names = documents.map((document) => parseName(document.path));
  const folders = count(names.map((name) => name.folder));
  const patterns = count(names.map((name) => name.pattern));
  const words = count(names.flatMap((name) => (name.words[0] === undefined ? [] : [name.words[0]])));
  const numbers = names.flatMap((name) => name.number ?? []);
  const width = Math.max(0, ...names.map((name) => name.digits));
  const next = numbers.length === 0 ? [] : [`next number: ${String(Math.max(...numbers) + 1).padStart(width, '0')}`];
  return [
    `Names of ${what} (${documents.length}), as they are:`,
    `- folder: ${shown(folders)}`,
    `- pattern of file names: ${shown(patterns)}`,
    ...next.map((line) => `- ${line}`),
    `- first words in use: ${shown(words)}`,
    ...documents.slice(0, maxExamples).map(example),
  ];
}

function example(document: ScopeDocument): string {
  const title = document.headings[0]?.text;
  return `- ${document.path}${title === undefined ? '' : `: "${title}"`}`;
}

interface FileName {
  readonly folder: string;
  readonly pattern: string;
  readonly number: number | undefined;
  readonly digits: number;
  readonly words: readonly string[];
}

function parseName(path: string): FileName {
  const parts = path.split('/');
  const file = parts.pop() ?? path;
  const ending = /\.[^.]+$/.exec(file)?.[0] ?? '';
  const stem = ending === '' ? file : file.slice(0, -ending.length);
  const dated = /^(\d{4}-\d{2}-\d{2})[-_.](.*)$/.exec(stem);
  const numbered = dated === null ? /^([A-Za-z]{2,10}[-_])?(\d{1,6})[-_. ](.*)$/.exec(stem) : null;
  const rest = dated?.[2] ?? numbered?.[3] ?? stem;
  const digits = numbered?.[2]?.length ?? 0;
  const prefix = dated === null ? `${numbered?.[1] ?? ''}${'0'.repeat(digits)}` : 'YYYY-MM-DD';
  const joint = rest.includes('_') ? '_' : '-';
  return {
    folder: parts.join('/') || '.',
    pattern: `${prefix}${prefix === '' ? '' : '-'}words${joint}joined${joint}so${ending}`,
    number: numbered === null ? undefined : Number(numbered[2]),
    digits,
    words: rest
      .toLowerCase()
      .split(/[-_. ]+/)
      .filter((word) => word !== ''),
  };
}

/** How often each text occurs, most often first; ties in order of appearance. */
function count(texts: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

function shown(counts: readonly [string, number][]): string {
  return counts
    .slice(0, maxWords)
    .map(([text, times]) => `${text} (${times})`)
    .join(', ');
}
