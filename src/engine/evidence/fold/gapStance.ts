import type { Finding } from '../../../protocol/finding.ts';
import { isCaveat } from './caveats.ts';

/** What a later agent says about a gap that is already numbered. */
export const stances = ['confirmed', 'contradicted', 'inconclusive', 'augments', 'withdrawn', 'recategorised'] as const;
export type Stance = (typeof stances)[number];

const words: ReadonlyMap<string, Stance> = new Map<string, Stance>([
  ['confirmed', 'confirmed'],
  ['confirm', 'confirmed'],
  ['confirms', 'confirmed'],
  ['contradicted', 'contradicted'],
  ['contradicts', 'contradicted'],
  ['refuted', 'contradicted'],
  ['inconclusive', 'inconclusive'],
  ['unverifiable', 'inconclusive'],
  ['augments', 'augments'],
  ['augmented', 'augments'],
  ['augment', 'augments'],
  ['partial', 'augments'],
  ['withdrawn', 'withdrawn'],
  ['withdraw', 'withdrawn'],
  ['recategorised', 'recategorised'],
  ['recategorized', 'recategorised'],
  ['recategorise', 'recategorised'],
  ['recategorize', 'recategorised'],
]);

/** What one finding says about gaps: `gap` is empty when it names none; `whole`: it speaks of all of them. */
export interface Said {
  readonly gap: string;
  readonly whole: boolean;
  readonly stance: Stance;
}

/** The gap a finding speaks of, and what it says; null when it raises something of its own. */
export function stanceOf(finding: Pick<Finding, 'extra'>): Said | null {
  if (isProposed(finding)) return null;
  const gap = textOf(finding.extra?.['gap']);
  const id = /\bG(?:AP)?-(\d{1,4})\b/i.exec(gap)?.[1];
  const stance = words.get(textOf(finding.extra?.['stance']).toLowerCase());
  if (id === undefined && stance === undefined && !isCaveat(gap)) return null;
  const whole = id === undefined && isCaveat(gap);
  return { gap: id === undefined ? '' : `G-${id.padStart(3, '0')}`, whole, stance: stance ?? 'augments' };
}

export function isStance(finding: Pick<Finding, 'extra'>): boolean {
  return stanceOf(finding) !== null;
}

/** A gap that an agent of the swarm adds: `proposed: new_gap`, or said in place of the stance or the id. */
export function isProposed(finding: Pick<Finding, 'extra'>): boolean {
  return ['proposed', 'stance', 'gap'].some((field) => {
    const value = finding.extra?.[field];
    return (field === 'proposed' && value === true) || /^(?:proposed[ _-]?)?new(?:[ _-]?gap)?$/i.test(textOf(value));
  });
}

/** What the trigger of a second pass counts over findings that are not merged yet. */
export function swarmCounts(findings: readonly Finding[]): {
  readonly proposed: number;
  readonly contradicted: number;
} {
  const against = findings.flatMap((finding) => {
    const said = stanceOf(finding);
    return said?.stance === 'contradicted' ? [said.gap] : [];
  });
  return { proposed: findings.filter(isProposed).length, contradicted: new Set(against).size };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
