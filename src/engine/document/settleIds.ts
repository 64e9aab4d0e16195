import { mapProse } from './prose.ts';
import { looksLikeId } from './references.ts';

/** What stands in a text in place of an id: another text, the same, or nothing. `bracketed`: it stood in `[...]`. */
export type Settled =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'keep' }
  | { readonly kind: 'unknown' };

export interface SettledText {
  readonly text: string;
  /** Ids in brackets that led nowhere and were taken out, and ids outside of brackets that lead nowhere and stay. */
  readonly stripped: readonly string[];
  readonly dangling: readonly string[];
}

/**
 * In this order: what holds no ids of the document (addresses, mail, targets of links, positions like `items[1]`); ids in brackets;
 * an id alone. Brackets right after a letter count only around an id with a hyphen.
 */
const bracketOrToken =
  /\b(?:https?|ftp|wss?|file|mailto):[^\s<>)\]]{1,2000}|\bwww\.[^\s<>)\]]{1,2000}|(?<=\])\([^()\n]{0,2000}\)|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,120}|(?<=\w)\[(?![A-Za-z]{1,12}-\d)[^[\]\n]{0,200}\]|\[([^[\]\n]{1,200})\](?!\()|(?<![\w/.#-])[A-Za-z]{1,12}[-_.]?\d{1,5}[a-z]?(?![\w/]|[-.]\w)/g;
const token = /^[A-Za-z]{1,12}[-_.]?\d{1,5}[a-z]?$/;
/** Short names that people use without meaning an id: a store, a priority, a heading, a quarter, a paper size. */
const everyday =
  /^(?:S3|EC2|R2|K8s|P[0-4]|H[1-6]|Q[1-4]|A[3-5]|MP[34]|MD5|SHA1|HTTP2|IPV[46]|B12|L[2347]|V\d{1,2}|UTF8|X86|X64|M[12])$/i;
const separator = /\s{0,9}(?:[,;&]|\band\b)\s{0,9}/;

/**
 * Replaces the ids in a Markdown text in one pass, so that no replacement is replaced again. An id in brackets that leads nowhere is
 * taken out, the brackets with it when nothing is left. Fences and code spans stay as they are. Linear in the length of the text.
 */
export function settleIds(markdown: string, settle: (token: string, bracketed: boolean) => Settled): SettledText {
  const stripped: string[] = [];
  const dangling: string[] = [];
  const bare = (word: string): string => {
    if (!token.test(word) || everyday.test(word)) return word;
    const found = settle(word, false);
    if (found.kind === 'unknown') dangling.push(word);
    if (found.kind === 'id') return found.id;
    return found.kind === 'title' ? found.text : word;
  };
  const cited = (inside: string, whole: string): string => {
    const parts = inside
      .trim()
      .split(separator)
      .filter((part) => part !== '');
    const settled = parts.map((part) => ({ part, to: settle(part, true) }));
    if (parts.length === 0 || !settled.every(({ part, to }) => to.kind !== 'unknown' || looksLikeId(part)))
      return `[${inner(inside)}]`;
    if (settled.every(({ to }) => to.kind === 'keep')) return whole;
    const ids = settled.flatMap(({ part, to }) => {
      if (to.kind === 'id') return [to.id];
      return to.kind === 'keep' ? [part] : [];
    });
    const titles = settled.flatMap(({ to }) => (to.kind === 'title' ? [to.text] : []));
    stripped.push(...settled.filter(({ to }) => to.kind === 'unknown').map(({ part }) => part));
    const list = ids.length === 0 ? [] : [`[${[...new Set(ids)].join(', ')}]`];
    return [...list, ...titles].join(' ');
  };
  const inner = (text: string): string => text.replace(bracketOrToken, (match) => bare(match));
  const replace = (text: string): string =>
    text.replace(bracketOrToken, (match, inside: string | undefined) =>
      inside === undefined ? bare(match) : cited(inside, match),
    );
  return { text: tidy(mapProse(markdown, replace), stripped.length > 0), stripped, dangling };
}

/** Where an id was taken out, no blank is left before a full stop. */
function tidy(text: string, needed: boolean): string {
  if (!needed) return text;
  return mapProse(text, (part) =>
    part.replace(/(?<=\S)[ \t]{1,3}(?=[.,;:!?](?:\s|$))/g, '').replace(/(?<=\S) {2,3}(?=\S)/g, ' '),
  );
}
