import type { BandRule, BandsDefinition } from '../../protocol/definition/bands.ts';
import type { Band, Plan, ScopeFacts, SizeRule } from '../../protocol/plan.ts';
import { briefItems, saidWords } from './briefText.ts';
import { fileKind, subsystem } from './fileKind.ts';
import type { Gate } from './graph.ts';
import { changedLines, hasBase, type SignalView } from './scopeSignals.ts';
import { subjectHeadings } from './subject.ts';
import { workItemsOf } from './workItemFacts.ts';

export const bandRank: Readonly<Record<Band, number>> = { small: 0, medium: 1, large: 2 };

/** Is the size of this flow decided at run time, from what discovery found? */
export function isSized(bands: BandsDefinition): boolean {
  return bands.after === 'discovery' && bands.fixed === undefined;
}

/** Does the step `size` decide at run time whether a step with this gate runs? */
export function isCandidate(gate: Pick<Gate, 'minBand' | 'domains'>, bands: BandsDefinition): boolean {
  return isSized(bands) && (bandRank[gate.minBand] > bandRank[bands.start] || gate.domains.length > 0);
}

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
  readonly projects: number;
  /** Headings of the second and third level in the subject documents. */
  readonly subjectItems: number;
  readonly workItems: number;
  /** Clear hits of each list of signals that a rule names, by the ids joined with a comma. */
  readonly signalled: ReadonlyMap<string, number>;
  /** What the subject documents speak of: their headings. */
  readonly spoken: string;
}

export interface BandInput {
  readonly scope: ScopeFacts;
  readonly view: SignalView;
  readonly brief: string;
  /** Paths of the documents that the run is about. */
  readonly subject: readonly string[];
}

/** `specialists` are the titles of gated angles whose signal or word matched. */
export function bandFacts(bands: BandsDefinition, input: BandInput, specialists: readonly string[]): BandFacts {
  const { scope, view, brief } = input;
  const about = new Set(input.subject);
  const base = hasBase(scope);
  const kinds = scope.files.map((file) => fileKind(file.path));
  const areas = new Set(scope.files.filter((_, i) => kinds[i] === 'source').map((file) => subsystem(file.path)));
  const hitsOf = (ids: readonly string[]): number => ids.reduce((sum, id) => sum + view.count(id), 0);
  // A file that is nothing but schema or infrastructure leaves no doubt, however few lines in it match.
  const isClear = (ids: readonly string[]): boolean =>
    kinds.some(
      (kind) =>
        (kind === 'infra' && ids.includes('infra')) ||
        (kind === 'data' && ids.some((id) => id === 'data' || id === 'migration')),
    );
  const groups = Object.entries(bands.crossCutting).map(([group, ids]) => ({
    group,
    hits: hitsOf(ids),
    clear: isClear(ids),
  }));
  const named = bands.rules.flatMap((rule) => (rule.signals === undefined ? [] : [rule.signals]));
  return {
    files: scope.files.length,
    lines: scope.files.reduce((sum, file) => sum + (base ? changedLines(file) : file.lines), 0),
    subsystems: [...areas].sort(),
    crossCutting: groups.filter((entry) => entry.clear || entry.hits >= bands.minHits),
    doubtful: groups.filter((entry) => !entry.clear && entry.hits > 0 && entry.hits < bands.minHits),
    specialists,
    briefItems: briefItems(brief),
    projects: scope.profile.projects.length,
    subjectItems: scope.documents
      .filter((document) => about.has(document.path))
      .flatMap((document) => document.headings)
      .filter((heading) => heading.level === 2 || heading.level === 3).length,
    workItems: workItemsOf(scope, input.subject).length,
    signalled: new Map(
      named
        .map((ids) => [ids.join(','), hitsOf(ids)] as const)
        .filter(([key, hits]) => hits >= bands.minHits || isClear(key.split(','))),
    ),
    spoken: subjectHeadings(scope, input.subject),
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
  if (isSized(bands)) return { value: bands.start, reason: `decided after discovery; ${bands.start} until then` };
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
    [rule.projects, facts.projects],
    [rule.subjectItems, facts.subjectItems],
    [rule.workItems, facts.workItems],
  ];
  const conditions = least.filter(([wanted]) => wanted !== undefined);
  // What discovery finds is not known yet; where that matters, `sizeRules` hands the rule on to the run.
  if (rule.findings !== undefined || rule.domains !== undefined) return null;
  if (conditions.length === 0 && rule.briefWords === undefined && rule.signals === undefined) return null;
  if (conditions.some(([wanted, there]) => there < (wanted ?? 0))) return null;
  const signalled = rule.signals === undefined ? '' : signalText(rule.signals, facts);
  if (signalled === null || rule.briefWords === undefined) return signalled;
  const words = wordsText(rule.briefWords, facts, brief);
  return words === null ? null : `${signalled}${words}`;
}

function signalText(ids: readonly string[], { signalled }: BandFacts): string | null {
  const hits = signalled.get(ids.join(','));
  return hits === undefined ? null : ` (${ids.join(', ')}: ${plural(hits, 'hit')})`;
}

/** The brief comes first; the headings of the documents that it names speak for it too. */
function wordsText(words: readonly string[], { spoken }: BandFacts, brief: string): string | null {
  const [said] = saidWords(brief, words);
  if (said !== undefined) return ` (the brief says "${said.replace('*', '')}")`;
  const [read] = saidWords(spoken, words);
  return read === undefined ? null : ` (the document speaks of "${read.replace('*', '')}")`;
}

/**
 * The rules that the step `size` applies at run time. Conditions on scope and brief are settled here: a rule of which one does not
 * hold is left out, one without a condition on discovery holds whatever it finds.
 */
export function sizeRules(bands: BandsDefinition, facts: BandFacts, brief: string): SizeRule[] {
  return bands.rules.flatMap(({ findings, domains, ...rest }) => {
    const open = findings !== undefined || domains !== undefined ? '' : null;
    const because = hasCondition(rest) ? holds(rest, facts, brief) : open;
    if (because === null) return [];
    return [
      {
        band: rest.band,
        reason: `${rest.reason}${because}`,
        ...(findings === undefined ? {} : { findings }),
        ...(domains === undefined ? {} : { domains }),
      },
    ];
  });
}

function hasCondition({ band: _band, reason: _reason, ...conditions }: BandRule): boolean {
  return Object.values(conditions).some((condition) => condition !== undefined);
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
  if (facts.projects > 0 && bands.rules.some((rule) => rule.projects !== undefined))
    parts.push(plural(facts.projects, 'project'));
  if (bands.rules.some((rule) => rule.subjectItems !== undefined))
    parts.push(`${plural(facts.subjectItems, 'item')} in the documents named`);
  if (bands.rules.some((rule) => rule.workItems !== undefined)) parts.push(plural(facts.workItems, 'work item'));
  return parts.join('; ');
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function sizeInBrief(brief: string): Band | null {
  const found = /\bsize\s*[:=]\s*(small|medium|large)\b/i.exec(brief)?.[1]?.toLowerCase();
  return found === 'small' || found === 'medium' || found === 'large' ? found : null;
}
