import { compareText } from '../../flow/canonical.ts';
import type { FoldRules } from '../../../protocol/plan.ts';
import { compareSeverity } from '../severity.ts';
import { compareKeys } from './dedupe.ts';
import { mainPlace } from './items.ts';
import type { FoldItem, Section } from './model.ts';

/** Severity, then file (by code units), then line, then key; findings without a place come last in their severity. */
export function byPlace(a: FoldItem, b: FoldItem): number {
  const first = mainPlace(a);
  const second = mainPlace(b);
  const byFile =
    first === undefined || second === undefined
      ? Number(first === undefined) - Number(second === undefined)
      : compareText(first.path, second.path) || first.startLine - second.startLine;
  return compareSeverity(a.severity, b.severity) || byFile || compareKeys(a.finding.key, b.finding.key);
}

/** `CRIT-001`: class and number, at least three digits. */
export function reportId(prefix: string, number: number): string {
  return `${prefix}-${String(number).padStart(3, '0')}`;
}

export interface Numbered {
  readonly item: FoldItem;
  readonly id: string;
}

export interface Numbering {
  /** In report order. */
  readonly numbered: readonly Numbered[];
  readonly crossReferences: readonly { readonly id: string; readonly target: string }[];
}

const sectionOrder: readonly Section[] = ['main', 'security', 'yagni', 'lead'];

/**
 * Orders the items and gives each its id: CRIT, WARN, SUGG by severity; SEC, YAGNI, LEAD by section; E for evidence of an
 * investigation, G for gaps, TP for test cases (both keep the order that their rules gave them). Numbers are sequential per
 * class. In a code review each SEC takes the next CRIT number as a cross-reference, whatever its severity: the one place where a
 * category outranks a severity, and the severity shown stays its own. `taken` are ids given before, which go on being counted.
 */
export function numberItems(kind: FoldRules, items: readonly FoldItem[], taken: readonly string[] = []): Numbering {
  const counters = new Map<string, number>();
  for (const id of taken) {
    const [prefix = '', number = ''] = id.split('-');
    counters.set(prefix, Math.max(counters.get(prefix) ?? 0, Number(number)));
  }
  const next = (prefix: string): string => {
    const number = (counters.get(prefix) ?? 0) + 1;
    counters.set(prefix, number);
    return reportId(prefix, number);
  };
  const ordersItself = kind === 'gaps' || kind === 'tests';
  const ordered = [...items].sort(
    (a, b) =>
      sectionOrder.indexOf(a.section) - sectionOrder.indexOf(b.section) ||
      (ordersItself && a.section === 'main' ? 0 : byPlace(a, b)),
  );
  const numbered = ordered.map((item) => ({ item, id: next(prefixOf(kind, item)) }));
  const security = kind === 'code-review' ? numbered.filter(({ item }) => item.section === 'security') : [];
  return { numbered, crossReferences: security.map(({ id }) => ({ id: next('CRIT'), target: id })) };
}

function prefixOf(kind: FoldRules, item: FoldItem): string {
  switch (item.section) {
    case 'lead':
      return 'LEAD';
    case 'yagni':
      return 'YAGNI';
    case 'security':
      return 'SEC';
    case 'main':
      if (kind === 'investigate') return 'E';
      if (kind === 'gaps') return 'G';
      if (kind === 'tests') return 'TP';
      return { critical: 'CRIT', warning: 'WARN', suggestion: 'SUGG' }[item.severity];
  }
}
