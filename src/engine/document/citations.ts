import type { DraftRecord, KnownFinding } from './draft.ts';

const idToken = /(?<![\w-])[A-Z]{1,6}-\d{1,5}(?![\w-])/g;

/** The ids that a text names, in or outside of brackets. */
export function idsIn(text: string): Set<string> {
  return new Set(text.match(idToken) ?? []);
}

/** All texts of a record. */
export function textOf(record: Pick<DraftRecord, 'title' | 'fields'>): string {
  return [record.title, ...Object.values(record.fields).flat()].join('\n');
}

/** A finding that stands on the web alone, and there on one site; or on reasoning. One without citations is not judged here. */
export function isWeak(finding: KnownFinding): boolean {
  if (/^\s*reasoning\b/i.test(finding.category)) return true;
  const { citations } = finding;
  if (citations.length === 0 || citations.some((citation) => citation.trust !== 'web')) return false;
  return new Set(citations.map((citation) => hostOf(citation.url ?? ''))).size < 2;
}

/** Sites of one owner count as one source. */
function hostOf(url: string): string {
  const host = (/^https?:\/\/([^/:?#\s]+)/i.exec(url)?.[1] ?? url).toLowerCase();
  return host.split('.').slice(-2).join('.');
}

/** Did the user ask for an answer that need not rest on evidence? */
export function isExploratory(brief: string): boolean {
  return /\b(?:exploratory|evidence[ -](?:is )?optional|optional evidence)\b/i.test(brief);
}
