import type { Confidence, Severity } from '../../protocol/finding.ts';

/**
 * The scales of the personas on the three words of a report. They collide, so each word is mapped by itself and not by its
 * rank. The numeric scale (critical, high, medium, low) keeps high among the criticals: the rubric of a review lowers it where the
 * persona does not earn it. The scales of effect (blocks, degrades, friction, polish) put the first alone there. Doubt lowers:
 * a word that is no severity ("YAGNI candidate", "dropped") is the least.
 */
const severities: ReadonlyMap<string, Severity> = new Map<string, Severity>([
  ['critical', 'critical'],
  ['crit', 'critical'],
  ['high', 'critical'],
  ['blocker', 'critical'],
  ['blocking', 'critical'],
  ['severe', 'critical'],
  ['blocks correctness', 'critical'],
  ['blocks rollout', 'critical'],
  ['blocks decision', 'critical'],
  ['blocks comprehension', 'critical'],
  ['blocks task', 'critical'],
  ['wakes someone up', 'critical'],
  ['warning', 'warning'],
  ['warn', 'warning'],
  ['medium', 'warning'],
  ['med', 'warning'],
  ['moderate', 'warning'],
  ['major', 'warning'],
  ['degrades operations', 'warning'],
  ['degrades reliability', 'warning'],
  ['degrades comprehension', 'warning'],
  ['degrades task', 'warning'],
  ['muddies artifact', 'warning'],
  ['muddies artefact', 'warning'],
  ['suggestion', 'suggestion'],
  ['sugg', 'suggestion'],
  ['low', 'suggestion'],
  ['minor', 'suggestion'],
  ['info', 'suggestion'],
  ['informational', 'suggestion'],
  ['nit', 'suggestion'],
  ['operational friction', 'suggestion'],
  ['on-call friction', 'suggestion'],
  ['friction', 'suggestion'],
  ['worth clarifying', 'suggestion'],
  ['polish', 'suggestion'],
  ['yagni candidate', 'suggestion'],
  ['yagni tag', 'suggestion'],
  ['dropped', 'suggestion'],
  ['skipped', 'suggestion'],
]);

/** The severity a model meant, in any letter case and spacing. Null when the word is on none of the scales. */
export function parseSeverity(text: string): Severity | null {
  return severities.get(plain(text)) ?? null;
}

/** The numeric scale of testers, explorers of edge cases and risk analysts. */
export type Priority = 'critical' | 'high' | 'medium' | 'low';

const priorities: ReadonlyMap<string, Priority> = new Map<string, Priority>([
  ['critical', 'critical'],
  ['crit', 'critical'],
  ['p0', 'critical'],
  ['high', 'high'],
  ['p1', 'high'],
  ['medium', 'medium'],
  ['med', 'medium'],
  ['moderate', 'medium'],
  ['p2', 'medium'],
  ['low', 'low'],
  ['p3', 'low'],
]);

/** The priority a persona gave in a field of its own; null when it is none of the four words. */
export function parsePriority(text: string): Priority | null {
  return priorities.get(plain(text)) ?? null;
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[_\s]+/g, ' ')
    .replace(/^[\s*"'`[(]+|[\s*"'`\]).:!]+$/g, '');
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
