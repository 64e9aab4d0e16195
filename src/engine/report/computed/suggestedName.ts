import type { DocumentKind, ScopeDocument } from '../../../protocol/plan.ts';
import { type DocumentContext, recordsOf } from '../documentContext.ts';
import { codeMarkdown } from '../markdownText.ts';

const maxSlugWords = 8;
const filler = new Set([
  'a',
  'an',
  'the',
  'of',
  'for',
  'to',
  'and',
  'or',
  'in',
  'on',
  'with',
  'we',
  'will',
  'should',
  'be',
  'is',
]);

/** A file name in the form that the documents of this kind already have. No form is invented where none is found. */
export function suggestedName(context: DocumentContext): string {
  const kind = kindOf(context.plan.flow.name);
  const title = titleOf(context);
  if (kind === null || title === '') return '';
  const own = context.plan.scope.documents.filter(
    (document) => document.kind === kind && !/^(?:readme|index|template)/i.test(baseOf(document.path)),
  );
  const slug = slugOf(title);
  const [first] = own;
  if (first === undefined) {
    const folder = folderWithout(context, kind);
    return `${codeMarkdown(`${folder}${slug}.md`)}. No document of this kind exists yet, so there is no naming to follow.`;
  }
  const folder = commonFolder(own);
  const { prefix, why } = prefixFor(own, slug);
  return `${codeMarkdown(`${folder}${prefix}${slug}.md`)}. ${why}`;
}

function kindOf(flow: string): DocumentKind | null {
  if (/decision|adr/.test(flow)) return 'adr';
  if (/standard/.test(flow)) return 'standard';
  return /runbook/.test(flow) ? 'runbook' : null;
}

/** The decision in one sentence, the title of the first record, or the brief. */
function titleOf(context: DocumentContext): string {
  const heading = context.document?.sections
    .find((section) => /^title$/i.test(section.heading))
    ?.markdown.split('\n')[0];
  const record = ['decision', 'standard', 'runbook', 'document'].flatMap((name) => recordsOf(context, name))[0]?.title;
  return (
    [heading, record, context.document?.conclusion, context.plan.brief].find((text) => (text ?? '').trim() !== '') ?? ''
  );
}

export function slugOf(title: string): string {
  const words = title
    .replace(/\[[A-Z]{1,5}-\d{1,4}\]/g, ' ')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[.!?\n]/)[0]
    ?.match(/[\p{L}\p{N}]+/gu) ?? ['document'];
  const telling = words.filter((word) => !filler.has(word));
  return (telling.length === 0 ? words : telling).slice(0, maxSlugWords).join('-').slice(0, 60);
}

interface Prefix {
  readonly prefix: string;
  readonly why: string;
}

/** A running number or a leading word that at least half of the existing names share. */
function prefixFor(documents: readonly ScopeDocument[], slug: string): Prefix {
  const names = documents.map((document) => baseOf(document.path));
  const numbered = names.flatMap((name) => {
    const match = /^((?:adr|rfc|dr)[-_])?(\d{1,5})([-_ ])/i.exec(name);
    return match === null ? [] : [{ lead: match[1] ?? '', digits: match[2] ?? '0', gap: match[3] ?? '-' }];
  });
  if (numbered.length * 2 >= names.length) {
    const next = Math.max(...numbered.map((entry) => Number(entry.digits))) + 1;
    const width = Math.max(...numbered.map((entry) => entry.digits.length));
    const [form] = numbered;
    return {
      prefix: `${form?.lead ?? ''}${String(next).padStart(width, '0')}${form?.gap ?? '-'}`,
      why: `The existing names carry a running number; ${next} is the next.`,
    };
  }
  const areas = new Map<string, number>();
  for (const name of names) {
    const [area] = name.split(/[-_.]/);
    if (area !== undefined && area.length > 1) areas.set(area, (areas.get(area) ?? 0) + 1);
  }
  const words = new Set(slug.split('-'));
  const known = [...areas].filter(([area, count]) => count > 1 || words.has(area)).map(([area]) => area);
  const fitting = known.find((area) => words.has(area));
  if (fitting !== undefined && !slug.startsWith(`${fitting}-`))
    return { prefix: `${fitting}-`, why: `Existing names start with an area; "${fitting}" is one of them.` };
  if (known.length > 0 && fitting === undefined)
    return {
      prefix: '',
      why: `Existing names start with an area (${known.slice(0, 6).join(', ')}); choose one if it fits.`,
    };
  return { prefix: '', why: 'It follows the form of the existing names.' };
}

function commonFolder(documents: readonly ScopeDocument[]): string {
  const counts = new Map<string, number>();
  for (const { path } of documents) {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? '';
}

function folderWithout(context: DocumentContext, kind: DocumentKind): string {
  const { adr, standards } = context.plan.scope.docs;
  if (kind === 'runbook') return '';
  const [folder] = kind === 'adr' ? adr : standards;
  return folder === undefined ? '' : `${folder.replace(/\/$/, '')}/`;
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
