import type { Confidence, Severity } from '../../protocol/finding.ts';

const severities: ReadonlyMap<string, Severity> = new Map<string, Severity>([
  ['critical', 'critical'],
  ['crit', 'critical'],
  ['high', 'critical'],
  ['blocker', 'critical'],
  ['warning', 'warning'],
  ['warn', 'warning'],
  ['medium', 'warning'],
  ['moderate', 'warning'],
  ['suggestion', 'suggestion'],
  ['sugg', 'suggestion'],
  ['low', 'suggestion'],
  ['minor', 'suggestion'],
  ['info', 'suggestion'],
]);

/** The severity a model meant, in any letter case; specialists' own scales map as critical/high, medium, low. Null when unknown. */
export function parseSeverity(text: string): Severity | null {
  return severities.get(text.trim().toLowerCase()) ?? null;
}

/** The confidence a model stated, in any letter case; null when it stated none. */
export function parseConfidence(text: string): Confidence | null {
  const word = text.trim().toLowerCase();
  return word === 'high' || word === 'medium' || word === 'low' ? word : null;
}

const severityRank: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, suggestion: 2 };

/** Negative when `a` is the more severe. */
export function compareSeverity(a: Severity, b: Severity): number {
  return severityRank[a] - severityRank[b];
}

/** One level down; null below `suggestion`. */
export function demoted(severity: Severity): Severity | null {
  switch (severity) {
    case 'critical':
      return 'warning';
    case 'warning':
      return 'suggestion';
    case 'suggestion':
      return null;
  }
}

/** One level less sure; `low` stays. */
export function lessSure(confidence: Confidence): Confidence {
  return confidence === 'high' ? 'medium' : 'low';
}

/** `confidence`, but not above `cap`. */
export function cappedConfidence(confidence: Confidence, cap: Confidence): Confidence {
  const order: readonly Confidence[] = ['low', 'medium', 'high'];
  return order.indexOf(confidence) > order.indexOf(cap) ? cap : confidence;
}
