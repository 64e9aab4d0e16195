import type { Citation, Finding } from '../../../protocol/finding.ts';
import { isFound } from '../found.ts';
import { normaliseSpace } from '../quoteIndex.ts';

export const gapCategories = ['Missing', 'Partial', 'Divergent', 'Implicit'] as const;
export type GapCategory = (typeof gapCategories)[number];

/** The category of a gap, from its category or from a field of that name; null when it names none. */
export function gapCategory(finding: Pick<Finding, 'category' | 'extra'>): GapCategory | null {
  const extra = finding.extra ?? {};
  const texts = [finding.category, extra['gapCategory'], extra['gapType'], extra['category'], extra['type']];
  for (const text of texts) {
    if (typeof text !== 'string') continue;
    const word = text.trim().toLowerCase();
    const found = gapCategories.find(
      (name) => word === name.toLowerCase() || word.startsWith(`${name.toLowerCase()} `),
    );
    if (found !== undefined) return found;
  }
  return null;
}

/**
 * Which sides of a gap its found citations show. Code and documents of the workspace are the current state, texts handed over the
 * desired one, and so are the documents named as subject. The fields `current` and `desired` win where they name the path
 * or the words of a citation: both sides may be documents.
 */
export function sidesOf(
  finding: Pick<Finding, 'citations' | 'extra'>,
  subject: readonly string[],
): { readonly current: boolean; readonly desired: boolean } {
  const sides = finding.citations.filter(isFound).map((citation) => sideOf(citation, finding.extra ?? {}, subject));
  return { current: sides.includes('current'), desired: sides.includes('desired') };
}

function sideOf(
  citation: Citation,
  extra: Readonly<Record<string, unknown>>,
  subject: readonly string[],
): 'current' | 'desired' {
  const current = names(extra['current'], citation);
  const desired = names(extra['desired'], citation);
  if (current !== desired) return current ? 'current' : 'desired';
  if (citation.trust !== 'codebase') return 'desired';
  return citation.path !== undefined && subject.includes(citation.path) ? 'desired' : 'current';
}

function names(field: unknown, citation: Citation): boolean {
  const text = typeof field === 'string' ? field : (JSON.stringify(field ?? null) ?? '');
  const quote = normaliseSpace(citation.quote);
  return (
    (citation.path !== undefined && text.includes(citation.path)) ||
    (quote.length >= 12 && normaliseSpace(text).includes(quote))
  );
}
