import type { BandsDefinition } from '../../protocol/definition/bands.ts';
import type { Band, RosterEntry, ScopeFacts, SignalHit } from '../../protocol/plan.ts';
import { type BandInput, bandRank, isCandidate, isSized, plural } from './bands.ts';
import { personaMention, saidWords } from './briefText.ts';
import { fileKind } from './fileKind.ts';
import { describeSlice, sliceFiles } from './fileSlice.ts';
import { type Gate, type GraphAgent, isConditional, type Persona } from './graph.ts';
import { hasBase } from './scopeSignals.ts';
import { subjectHeadings, subjectKinds } from './subject.ts';

/** What the gate of one agent step found, before the band is known. */
export interface GateResult {
  readonly agent: GraphAgent;
  readonly conditional: boolean;
  /** Why it takes part, when something in scope or brief calls for it. */
  readonly match: { readonly reason: string; readonly hits: readonly SignalHit[]; readonly strength: number } | null;
  /** Why it cannot take part whatever the band is. */
  readonly obstacle: string | null;
  /** Why it stays out unless the brief names the persona. */
  readonly reserved: string | null;
  readonly mention: 'in' | 'out' | null;
}

export function checkGate(agent: GraphAgent, persona: Persona, input: BandInput): GateResult {
  const gated = agent.role === 'angle' || agent.role === 'second-wave';
  return {
    agent,
    conditional: isConditional(agent.gate),
    match: matchGate(agent.gate, input),
    obstacle: obstacleOf(agent, input),
    reserved: reservedOf(agent.gate, input),
    mention: gated ? personaMention(input.brief, persona) : null,
  };
}

function matchGate(gate: Gate, { scope, view, brief, subject }: BandInput): GateResult['match'] {
  const said = saidWords(brief, gate.briefWords);
  const read = saidWords(subjectHeadings(scope, subject), gate.briefWords).filter((word) => !said.includes(word));
  const there = gate.signals.filter((signal) => view.count(signal, gate.nearby) > 0);
  const counted = there.reduce((sum, signal) => sum + view.count(signal, gate.nearby), 0);
  const signalled = counted >= gate.minHits ? there : [];
  const hits = signalled.flatMap((signal) => view.hits(signal, gate.nearby));
  const added = scope.files.filter((file) => file.change === 'added' && gate.addedFiles.includes(fileKind(file.path)));
  const present = scope.files.filter((file) => gate.fileKinds.includes(fileKind(file.path)));
  const reasons: string[] = [];
  if (signalled.length > 0) {
    reasons.push(
      `signal ${signalled.map((signal) => `${signal} (${plural(view.count(signal, gate.nearby), 'hit')})`).join(', ')}`,
    );
  }
  if (said.length > 0) reasons.push(`the brief says ${quoted(said)}`);
  if (read.length > 0) reasons.push(`the document speaks of ${quoted(read)}`);
  if (added.length > 0)
    reasons.push(`new file ${added[0]?.path}${added.length > 1 ? ` and ${added.length - 1} more` : ''}`);
  if (present.length > 0) reasons.push(`${plural(present.length, 'file')} of kind ${gate.fileKinds.join(' or ')}`);
  if (reasons.length === 0) return null;
  // A word of the user outweighs any number of hits in files; so does, a step below, one of the document that the user names.
  return {
    reason: reasons.join('; '),
    hits,
    strength:
      said.length * 1000 + read.length * 100 + (signalled.length > 0 ? counted : 0) + added.length + present.length,
  };
}

function quoted(words: readonly string[]): string {
  return words
    .slice(0, 3)
    .map((word) => `"${word.replace('*', '')}"`)
    .join(', ');
}

const codeClaim =
  /\b[\w-]+\.(?:[cm]?[jt]sx?|py|go|rs|java|kt|cs|rb|php|sql|swift|c|cc|cpp|h|vue|scala|ex|sh)\b|\bline[s]? \d+|`[A-Za-z_$][\w$.]*\(/;

/** Does one of the documents that the run is about state something about code? Unread documents count as if they did. */
function speaksOfCode(scope: ScopeFacts, subject: readonly string[]): boolean {
  return subject.some((path) => {
    const known = scope.texts.find((entry) => entry.path === path);
    return known === undefined || codeClaim.test(known.text);
  });
}

function obstacleOf(agent: GraphAgent, { scope, view, subject }: BandInput): string | null {
  const { requires } = agent.gate;
  if (requires.codeClaims === true && !speaksOfCode(scope, subject))
    return 'the document makes no statement about code: no source path, no file and line, no call';
  if (requires.git === true && scope.git === null) return 'needs a git repository, and there is none';
  if (requires.base === true && !hasBase(scope))
    return 'needs a change to compare with a base, and this scope has none';
  if (requires.docs !== undefined && !requires.docs.some((kind) => scope.docs[kind].length > 0)) {
    return `needs a folder with ${requires.docs.join(' or ')} documents, and none was found`;
  }
  const { documents } = requires;
  if (documents !== undefined && !scope.documents.some((document) => documents.includes(document.kind))) {
    return `needs a document of kind ${documents.join(' or ')}, and none was found`;
  }
  const signals = [...agent.gate.signals, ...agent.leads];
  if (agent.files !== undefined && sliceFiles(scope, agent.files, signals, view).length === 0) {
    return `no ${describeSlice(agent.files)} in scope`;
  }
  return null;
}

/** `unless` and `onlyNamed`: what a mention in the brief lifts. As many hits as bring a step in keep one out. */
function reservedOf(gate: Gate, { scope, view, subject }: BandInput): string | null {
  if (gate.onlyNamed) return 'is usually left out at this stage; it runs only when the brief names it';
  const there = gate.unless.signals.filter((signal) => view.count(signal, gate.nearby) > 0);
  const counted = there.reduce((sum, signal) => sum + view.count(signal, gate.nearby), 0);
  if (there.length > 0 && counted >= gate.minHits) return `stays out where there is a sign of ${there.join(', ')}`;
  const kinds = subjectKinds(scope, subject);
  const about = gate.unless.subject.find((kind) => kinds.has(kind));
  return about === undefined ? null : `stays out when the subject is of kind ${about}`;
}

/** Who takes part and why, in the order of the flow, plus what the user overrode. */
export interface Roster {
  readonly entries: readonly RosterEntry[];
  readonly included: ReadonlySet<string>;
  /** Steps whose persona the brief calls in. */
  readonly named: ReadonlySet<string>;
  readonly overrides: readonly string[];
}

type Decision = { readonly gate: GateResult; included: boolean; reason: string };

/**
 * Each band has a cap of angles; the weakest conditional ones beyond it are left out and say so. A larger band never brings in an
 * angle whose signal is absent; only a mention in the brief does. In a flow that is sized after discovery, smallest band and cap are
 * applied at run time instead. `requires.oneOf` comes last, because it looks at who is left.
 */
export function decideRoster(gates: readonly GateResult[], band: Band, bands: BandsDefinition): Roster {
  const overrides: string[] = [];
  const decisions = gates.map((gate): Decision => ({ gate, ...decide(gate, band, bands, overrides) }));
  const cap = isSized(bands) ? undefined : bands.caps?.[band];
  if (cap !== undefined) applyCap(decisions, cap, band);
  applyOneOf(decisions);
  const entries = decisions.map(({ gate, included, reason }) => ({
    angle: gate.agent.id,
    persona: gate.agent.persona,
    included,
    reason,
    hits: (gate.match?.hits ?? []).slice(0, 3),
  }));
  return {
    entries,
    included: new Set(entries.filter((entry) => entry.included).map((entry) => entry.angle)),
    named: new Set(gates.filter((gate) => gate.mention === 'in').map((gate) => gate.agent.id)),
    overrides,
  };
}

function applyCap(decisions: readonly Decision[], cap: number, band: Band): void {
  const angles = decisions.filter((d) => d.included && d.gate.agent.role === 'angle');
  const weakest = angles
    .map((decision, order) => ({ decision, order, strength: decision.gate.match?.strength ?? 0 }))
    .filter(({ decision }) => decision.gate.conditional && decision.gate.mention !== 'in')
    .sort((a, b) => a.strength - b.strength || b.order - a.order)
    .slice(0, Math.max(0, angles.length - cap));
  for (const { decision } of weakest) {
    decision.included = false;
    decision.reason = `left out by the cap of ${plural(cap, 'angle')} at ${band}, although ${decision.reason}`;
  }
}

/** Each round can only leave more out, so this ends; more rounds are needed when one such step relies on another. */
function applyOneOf(decisions: readonly Decision[]): void {
  for (let changed = true; changed;) {
    changed = false;
    const included = new Set(decisions.filter((d) => d.included).map((d) => d.gate.agent.id));
    for (const decision of decisions) {
      const { oneOf } = decision.gate.agent.gate.requires;
      if (!decision.included || oneOf === undefined || oneOf.some((id) => included.has(id))) continue;
      decision.included = false;
      decision.reason = `needs one of ${oneOf.join(', ')} in the team, and none is`;
      changed = true;
    }
  }
}

function decide(
  gate: GateResult,
  band: Band,
  bands: BandsDefinition,
  overrides: string[],
): { included: boolean; reason: string } {
  const { agent, match, mention, obstacle, reserved } = gate;
  if (mention === 'out') {
    overrides.push(`${agent.id}: left out because the brief asks for it`);
    return { included: false, reason: 'the brief asks to leave it out' };
  }
  const open = isCandidate(agent.gate, bands) && agent.role !== 'discovery';
  const tooSmall = !open && bandRank[band] < bandRank[agent.gate.minBand];
  const unsignalled = gate.conditional && match === null;
  if (unsignalled && mention !== 'in') return { included: false, reason: absent(agent.gate) };
  if (obstacle !== null) return { included: false, reason: obstacle };
  if (mention === 'in') {
    const weak = unsignalled ? 'no signal' : null;
    const against = reserved ?? (tooSmall ? `it starts at ${agent.gate.minBand}` : weak);
    if (against !== null) overrides.push(`${agent.id}: included because the brief names it (${against})`);
    return { included: true, reason: 'named in the brief' };
  }
  if (reserved !== null) return { included: false, reason: reserved };
  if (tooSmall) return { included: false, reason: `runs from ${agent.gate.minBand} on; this run is ${band}` };
  if (open) return { included: true, reason: openReason(agent.gate, match?.reason) };
  if (match !== null) return { included: true, reason: match.reason };
  return { included: true, reason: agent.gate.minBand === 'small' ? 'always' : `always from ${agent.gate.minBand} on` };
}

function openReason(gate: Gate, matched: string | undefined): string {
  const from = `from ${gate.minBand} on`;
  const on = gate.domains.length === 0 ? from : `${from}, for findings in ${gate.domains.join(' or ')}`;
  return `decided after discovery: ${on}${matched === undefined ? '' : ` (${matched})`}`;
}

function absent(gate: Gate): string {
  const looked: string[] = [];
  if (gate.signals.length > 0) looked.push(`no clear sign of ${gate.signals.join(', ')}`);
  if (gate.briefWords.length > 0) looked.push('no word of its field in the brief');
  if (gate.addedFiles.length > 0) looked.push(`no new ${gate.addedFiles.join(' or ')} file`);
  if (gate.fileKinds.length > 0) looked.push(`no ${gate.fileKinds.join(' or ')} file in scope`);
  return looked.join('; ');
}
