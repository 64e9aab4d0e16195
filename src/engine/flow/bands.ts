import type { BandRule, BandsDefinition } from '../../protocol/definition/flowFile.ts';
import type { Band, Plan, ScopeFacts } from '../../protocol/plan.ts';
import { briefItems, saidWords } from './briefText.ts';
import { fileKind, subsystem } from './fileKind.ts';
import { changedLines, hasBase, type SignalView } from './scopeSignals.ts';

export const bandRank: Readonly<Record<Band, number>> = { small: 0, medium: 1, large: 2 };

/** Numbers that band rules compare with. Small is the starting point; a doubtful sign of more is named and not counted. */
export interface BandFacts {
  readonly files: number;
  readonly lines: number;
  readonly subsystems: readonly string[];
  /** Cross-cutting groups with enough hits, with their number of hits. */
  readonly crossCutting: readonly { readonly group: string; readonly hits: number }[];
  readonly doubtful: readonly { readonly group: string; readonly hits: number }[];
  readonly specialists: readonly string[];
  readonly briefItems: number;
}

/** `specialists` are the titles of gated angles whose signal or word matched. */
export function bandFacts(
  bands: BandsDefinition,
  scope: ScopeFacts,
  signals: SignalView,
  brief: string,
  specialists: readonly string[],
): BandFacts {
  const base = hasBase(scope);
  const kinds = scope.files.map((file) => fileKind(file.path));
  const areas = new Set(scope.files.filter((_, i) => kinds[i] === 'source').map((file) => subsystem(file.path)));
  const groups = Object.entries(bands.crossCutting).map(([group, ids]) => ({
    group,
    hits: ids.reduce((sum, id) => sum + signals.count(id), 0),
    // A file that is nothing but schema or infrastructure leaves no doubt, however few lines in it match.
    clear: kinds.some(
      (kind) =>
        (kind === 'infra' && ids.includes('infra')) ||
        (kind === 'data' && ids.some((id) => id === 'data' || id === 'migration')),
    ),
  }));
  return {
    files: scope.files.length,
    lines: scope.files.reduce((sum, file) => sum + (base ? changedLines(file) : file.lines), 0),
    subsystems: [...areas].sort(),
    crossCutting: groups.filter((entry) => entry.clear || entry.hits >= bands.minHits),
    doubtful: groups.filter((entry) => !entry.clear && entry.hits > 0 && entry.hits < bands.minHits),
    specialists,
    briefItems: briefItems(brief),
  };
}

/**
 * The band of a run and why. Order of authority: the user's choice, a size named in the brief, the flow's fixed band, its band
 * for scopes without a base, its rules. The largest band among the rules that hold wins; none: `start`.
 */
export function decideBand(
  bands: BandsDefinition,
  scope: ScopeFacts,
  facts: BandFacts,
  brief: string,
  size: 'auto' | Band,
): Plan['band'] {
  const ruled = byRules(bands, scope, facts, brief);
  const chosen = size === 'auto' ? sizeInBrief(brief) : size;
  if (chosen === null) return { ...ruled, chosenBy: 'engine' };
  const who = size === 'auto' ? 'named in the brief' : 'chosen by the user';
  const instead = chosen === ruled.value ? '' : ` instead of ${ruled.value}`;
  return { value: chosen, reason: `${who}${instead} (rules: ${ruled.reason})`, chosenBy: 'user' };
}

function byRules(
  bands: BandsDefinition,
  scope: ScopeFacts,
  facts: BandFacts,
  brief: string,
): { value: Band; reason: string } {
  if (bands.fixed !== undefined) return { value: bands.fixed, reason: `this flow is always ${bands.fixed}` };
  const seen = describe(facts, bands);
  if (bands.after === 'discovery') {
    return { value: bands.start, reason: `the size of this flow shows only after discovery; ${bands.start} was taken` };
  }
  const withoutBase = hasBase(scope) ? undefined : bands.withoutBase;
  // Without a base only the user's own words can raise the size: the rest cannot be told from what was there before.
  const rules = withoutBase === undefined ? bands.rules : bands.rules.filter((rule) => rule.briefWords !== undefined);
  const startReason =
    withoutBase === undefined ? 'no sign of more' : 'there is no base to compare with, so old and new code look alike';
  let best: { value: Band; reason: string } = { value: withoutBase ?? bands.start, reason: startReason };
  for (const rule of rules) {
    const because = holds(rule, facts, brief);
    if (because !== null && bandRank[rule.band] > bandRank[best.value])
      best = { value: rule.band, reason: `${rule.reason}${because}` };
  }
  return { value: best.value, reason: `${best.reason}; ${seen}` };
}

/** Null when the rule does not hold; else what it rested on, to be appended to its reason. */
function holds(rule: BandRule, facts: BandFacts, brief: string): string | null {
  const least: readonly (readonly [number | undefined, number])[] = [
    [rule.files, facts.files],
    [rule.lines, facts.lines],
    [rule.subsystems, facts.subsystems.length],
    [rule.crossCutting, facts.crossCutting.length],
    [rule.specialists, facts.specialists.length],
    [rule.briefItems, facts.briefItems],
  ];
  const conditions = least.filter(([wanted]) => wanted !== undefined);
  if (conditions.length === 0 && rule.briefWords === undefined) return null;
  if (conditions.some(([wanted, there]) => there < (wanted ?? 0))) return null;
  if (rule.briefWords === undefined) return '';
  const said = saidWords(brief, rule.briefWords);
  return said.length === 0 ? null : ` (the brief says "${said[0]?.replace('*', '')}")`;
}

function describe(facts: BandFacts, bands: BandsDefinition): string {
  const parts = [
    plural(facts.files, 'file'),
    plural(facts.lines, 'line'),
    `${plural(facts.subsystems.length, 'code area')}${facts.subsystems.length > 0 ? ` (${facts.subsystems.slice(0, 4).join(', ')}${facts.subsystems.length > 4 ? ', ...' : ''})` : ''}`,
  ];
  const list = (entries: BandFacts['crossCutting']): string =>
    entries.map((entry) => `${entry.group} (${plural(entry.hits, 'hit')})`).join(', ');
  if (facts.crossCutting.length > 0) parts.push(`cross-cutting: ${list(facts.crossCutting)}`);
  if (facts.doubtful.length > 0) parts.push(`doubtful, not counted: ${list(facts.doubtful)}`);
  if (facts.specialists.length > 0 && bands.rules.some((rule) => rule.specialists !== undefined))
    parts.push(`specialists signalled: ${facts.specialists.join(', ')}`);
  return parts.join('; ');
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function sizeInBrief(brief: string): Band | null {
  const found = /\bsize\s*[:=]\s*(small|medium|large)\b/i.exec(brief)?.[1]?.toLowerCase();
  return found === 'small' || found === 'medium' || found === 'large' ? found : null;
}
