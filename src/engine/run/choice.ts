import { assertNever } from '../../base/assertNever.ts';
import type { Finding } from '../../protocol/finding.ts';
import {
  type Band,
  type Candidate,
  type Choice,
  choiceSchema,
  type CodeStep,
  type SizeRule,
  type Trigger,
} from '../../protocol/plan.ts';
import type { RunState, StepState } from '../../protocol/run.ts';
import type { FoldResult } from '../evidence/fold/model.ts';
import { swarmCounts } from '../evidence/fold/gapStance.ts';
import { readExtra } from '../evidence/judgement.ts';
import { bandRank, plural } from '../flow/bands.ts';

type Sizing = NonNullable<CodeStep['sizing']>;
type Decision = Choice['decisions'][number];

/** From this many on, new findings are worth another look. */
const newGapsMin = 3;
/** So are contradictions of this share of what was found before. */
const contradictedShare = 0.2;
/** More findings than this keep the team going. */
const openFindingsMax = 2;

/** What a `size` or `trigger` step decided; undefined for other steps and before it ended. */
export function choiceOf(step: StepState | undefined): Choice | undefined {
  if (step?.output?.kind !== 'code') return undefined;
  const parsed = choiceSchema.safeParse(step.output.data);
  return parsed.success ? parsed.data : undefined;
}

/** What a `size` or `trigger` step decided about one step; undefined when it decided nothing about it. */
export function decisionOf(step: StepState | undefined, id: string): Decision | undefined {
  return choiceOf(step)?.decisions.find((decision) => decision.step === id);
}

/**
 * Decides size and team from what discovery found: the largest band among the rules that hold (or the user's), then which candidates
 * run: those whose band is reached and, if they are bound to domains, whose domain was found. Beyond the cap of the band the
 * ones whose domains have the fewest findings stay out, the later ones first.
 */
export function decideSize(sizing: Sizing, start: Band, found: readonly Finding[]): Choice {
  const byDomain = new Map<string, number>();
  const known = [...new Set(sizing.candidates.flatMap((candidate) => candidate.domains))];
  for (const domain of found.flatMap((finding) => domainsOf(finding, known)))
    byDomain.set(domain, (byDomain.get(domain) ?? 0) + 1);
  const fields = [...byDomain.keys()].filter((domain) => domain !== leftover);
  const ruled = largest(sizing.rules, start, found.length, fields.length);
  const band = sizing.chosen ?? ruled.band;
  const seen = `${plural(found.length, 'finding')} of discovery in ${plural(fields.length, 'domain')}${fields.length === 0 ? '' : ` (${fields.join(', ')})`}`;
  const reason =
    sizing.chosen === null
      ? `${ruled.reason}; ${seen}`
      : `chosen by the user${sizing.chosen === ruled.band ? '' : ` instead of ${ruled.band}`} (rules: ${ruled.reason}; ${seen})`;
  const weighed = sizing.candidates.map((candidate) => weigh(candidate, band, byDomain));
  return { band, reason, decisions: withinCap(weighed, sizing.caps?.[band], band) };
}

/** What belongs nowhere else. Somebody may look after it, but it is no field that makes a run larger. */
const leftover = 'other';
/** Ways to leave the field empty. */
const noDomain: ReadonlySet<string> = new Set([
  '',
  'none',
  'n-a',
  'na',
  'null',
  'nil',
  'unknown',
  'unclear',
  'no-domain',
  'not-applicable',
  'keine',
  'unbekannt',
]);
/** Other names of fields that flows ask for. */
const otherNames: Readonly<Record<string, string>> = {
  ui: 'ux',
  usability: 'ux',
  accessibility: 'ux',
  documentation: 'docs',
  document: 'docs',
  documents: 'docs',
  devops: 'delivery',
  deployment: 'delivery',
  privacy: 'security',
};

/**
 * The field `domain` of a finding; a model may name several in one, and in words of its own. What contains a field of the candidates
 * means that field ("Security.", "security and privacy"); only what contains none is a field by itself.
 */
function domainsOf(finding: Finding, known: readonly string[]): string[] {
  const value = finding.extra?.['domain'];
  const texts = Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [value];
  const named = texts.flatMap((text) => (typeof text === 'string' ? partsOf(text.toLowerCase()) : []));
  return [...new Set(named.flatMap((part) => fieldsOf(part, known)))];
}

/** "n/a" is one answer; any other slash sets two apart. */
function partsOf(text: string): string[] {
  return text.replace(/\bn\s*\/\s*a\b/g, 'na').split(/[,;/|&+\n]/);
}

function fieldsOf(part: string, known: readonly string[]): string[] {
  const words = part.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const whole = words.join('-');
  if (noDomain.has(whole)) return [];
  if (known.includes(whole)) return [whole];
  const contained = known.filter(
    (field) =>
      `-${whole}-`.includes(`-${field}-`) ||
      (field !== leftover && field.length >= 4 && words.some((word) => word.startsWith(field))),
  );
  if (contained.length > 0) return contained;
  const renamed = words.flatMap((word) => {
    const field = otherNames[word];
    return field !== undefined && known.includes(field) ? [field] : [];
  });
  return renamed.length > 0 ? renamed : [whole];
}

function largest(
  rules: readonly SizeRule[],
  start: Band,
  findings: number,
  domains: number,
): { band: Band; reason: string } {
  let best: { band: Band; reason: string } = { band: start, reason: 'no sign of more' };
  for (const rule of rules) {
    const holds = findings >= (rule.findings ?? 0) && domains >= (rule.domains ?? 0);
    if (holds && bandRank[rule.band] > bandRank[best.band]) best = { band: rule.band, reason: rule.reason };
  }
  return best;
}

interface Weighed extends Decision {
  /** Findings in the domains of the candidate; without domains it is always worth a place. */
  readonly weight: number;
}

function weigh({ step, minBand, domains }: Candidate, band: Band, byDomain: ReadonlyMap<string, number>): Weighed {
  const hits = domains.filter((domain) => byDomain.has(domain));
  const weight =
    domains.length === 0
      ? Number.POSITIVE_INFINITY
      : hits.reduce((sum, domain) => sum + (byDomain.get(domain) ?? 0), 0);
  if (bandRank[band] < bandRank[minBand])
    return { step, run: false, weight, reason: `runs from ${minBand} on; this run is ${band}` };
  if (domains.length > 0 && hits.length === 0)
    return { step, run: false, weight, reason: `no finding of discovery is about ${domains.join(' or ')}` };
  const reason =
    domains.length === 0 ? `always from ${minBand} on` : `${plural(weight, 'finding')} about ${hits.join(', ')}`;
  return { step, run: true, weight, reason };
}

function withinCap(weighed: readonly Weighed[], cap: number | undefined, band: Band): Decision[] {
  const running = weighed.filter((entry) => entry.run);
  const strongest = [...running].sort((a, b) => (a.weight === b.weight ? 0 : b.weight - a.weight));
  const kept = new Set(strongest.slice(0, cap ?? running.length));
  return weighed.map((entry) => {
    const { step, run, reason } = entry;
    if (!run || kept.has(entry)) return { step, run, reason };
    return {
      step,
      run: false,
      reason: `left out by the cap of ${plural(cap ?? 0, 'specialist')} at ${band}, although ${reason}`,
    };
  });
}

/**
 * Decides whether later steps are worth their cost, from the merged findings and from what the second wave said since. A step that
 * `size` has ruled out stays out.
 */
export function decideTrigger(step: CodeStep, run: RunState, fold: FoldResult | undefined): Choice {
  const { test, steps } = step.trigger ?? { test: 'open-majors' as const, steps: [] };
  const { holds, reason } = triggered(test, step, run, fold);
  const decisions = steps.map((id): Decision => {
    const refused = step.needs
      .map((need) => decisionOf(run.steps.get(need.step), id))
      .find((decision) => decision?.run === false);
    return refused ?? { step: id, run: holds, reason };
  });
  return { band: null, reason, decisions };
}

interface Tested {
  readonly holds: boolean;
  readonly reason: string;
}

function triggered(test: Trigger, step: CodeStep, run: RunState, fold: FoldResult | undefined): Tested {
  const merged = (fold?.findings ?? []).filter((finding) => finding.kind === 'finding');
  const late = lateOutputs(step, run);
  switch (test) {
    case 'new-gaps': {
      const findings = late.outputs.flatMap((output) => output.findings);
      const { proposed, contradicted: stances } = swarmCounts(findings);
      const refuted = late.outputs
        .flatMap((output) => readExtra(output).verdicts ?? [])
        .filter((verdict) => verdict.verdict === 'refuted');
      const contradicted = stances + new Set(refuted.map((verdict) => verdict.target)).size;
      const holds = proposed >= newGapsMin || (merged.length > 0 && contradicted / merged.length >= contradictedShare);
      return {
        holds,
        reason: `the second wave proposed ${proposed} new and contradicted ${contradicted} of ${merged.length}`,
      };
    }
    case 'open-majors': {
      // After a second wave its own findings count: what it was given is not news.
      const raised = late.outputs.flatMap((output) => output.findings).filter((finding) => finding.kind === 'finding');
      const open = late.exists ? raised : merged;
      const critical = open.filter((finding) => finding.severity === 'critical').length;
      const where = late.exists ? 'from the second wave' : 'after merging';
      return {
        holds: critical > 0 || open.length > openFindingsMax,
        reason: `${plural(open.length, 'finding')} ${where}, ${critical} of them critical`,
      };
    }
    default:
      return assertNever(test);
  }
}

/** Outputs of the agents that a trigger waits for; `exists` also when none of them left one. */
function lateOutputs(step: CodeStep, run: RunState): { exists: boolean; outputs: AgentOutputs } {
  const agents = new Set(run.plan.steps.filter((other) => other.kind === 'agent').map((other) => other.id));
  const waited = step.needs.filter((need) => agents.has(need.step));
  const outputs = waited.flatMap((need) => {
    const output = run.steps.get(need.step)?.output;
    return output?.kind === 'agent' ? [output] : [];
  });
  return { exists: waited.length > 0, outputs };
}

type AgentOutputs = Extract<NonNullable<StepState['output']>, { kind: 'agent' }>[];
