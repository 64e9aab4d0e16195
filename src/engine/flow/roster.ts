import type { Band, RosterEntry, ScopeFacts, SignalHit } from '../../protocol/plan.ts';
import { bandRank, plural } from './bands.ts';
import { personaMention, saidWords } from './briefText.ts';
import { fileKind } from './fileKind.ts';
import { describeSlice, sliceFiles } from './fileSlice.ts';
import { type Gate, type GraphAgent, isConditional, type Persona } from './graph.ts';
import { hasBase, type SignalView } from './scopeSignals.ts';

/** What the gate of one agent step found, before the band is known. */
export interface GateResult {
  readonly agent: GraphAgent;
  readonly conditional: boolean;
  /** Why it takes part, when something in scope or brief calls for it. */
  readonly match: { readonly reason: string; readonly hits: readonly SignalHit[]; readonly strength: number } | null;
  /** Why it cannot take part whatever the band is. */
  readonly obstacle: string | null;
  readonly mention: 'in' | 'out' | null;
}

export function checkGate(
  agent: GraphAgent,
  persona: Persona,
  scope: ScopeFacts,
  view: SignalView,
  brief: string,
): GateResult {
  const gated = agent.role === 'angle' || agent.role === 'second-wave';
  return {
    agent,
    conditional: isConditional(agent.gate),
    match: matchGate(agent.gate, scope, view, brief),
    obstacle: obstacleOf(agent, scope, view),
    mention: gated ? personaMention(brief, persona) : null,
  };
}

function matchGate(gate: Gate, scope: ScopeFacts, view: SignalView, brief: string): GateResult['match'] {
  const said = saidWords(brief, gate.briefWords);
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
  if (said.length > 0)
    reasons.push(
      `the brief says ${said
        .slice(0, 3)
        .map((word) => `"${word.replace('*', '')}"`)
        .join(', ')}`,
    );
  if (added.length > 0)
    reasons.push(`new file ${added[0]?.path}${added.length > 1 ? ` and ${added.length - 1} more` : ''}`);
  if (present.length > 0) reasons.push(`${plural(present.length, 'file')} of kind ${gate.fileKinds.join(' or ')}`);
  if (reasons.length === 0) return null;
  // A word of the user outweighs any number of hits in files.
  return {
    reason: reasons.join('; '),
    hits,
    strength: said.length * 1000 + (signalled.length > 0 ? counted : 0) + added.length + present.length,
  };
}

function obstacleOf(agent: GraphAgent, scope: ScopeFacts, view: SignalView): string | null {
  const { requires } = agent.gate;
  if (requires.git === true && scope.git === null) return 'needs a git repository, and there is none';
  if (requires.base === true && !hasBase(scope))
    return 'needs a change to compare with a base, and this scope has none';
  if (requires.docs !== undefined && !requires.docs.some((kind) => scope.docs[kind].length > 0)) {
    return `needs a folder with ${requires.docs.join(' or ')} documents, and none was found`;
  }
  const signals = [...agent.gate.signals, ...agent.leads];
  if (agent.files !== undefined && sliceFiles(scope, agent.files, signals, view).length === 0) {
    return `no ${describeSlice(agent.files)} in scope`;
  }
  return null;
}

/** Who takes part and why, in the order of the flow, plus what the user overrode. */
export interface Roster {
  readonly entries: readonly RosterEntry[];
  readonly included: ReadonlySet<string>;
  readonly overrides: readonly string[];
}

/**
 * `cap` is the most angles of this band; the weakest conditional ones beyond it are left out and say so. A larger band never
 * brings in an angle whose signal is absent; only a mention in the brief does.
 */
export function decideRoster(gates: readonly GateResult[], band: Band, cap: number | null): Roster {
  const overrides: string[] = [];
  const decisions = gates.map((gate) => ({ gate, ...decide(gate, band, overrides) }));
  if (cap !== null) {
    const angles = decisions.filter((d) => d.included && d.gate.agent.role === 'angle');
    const surplus = angles.length - cap;
    const weakest = angles
      .map((decision, order) => ({ decision, order, strength: decision.gate.match?.strength ?? 0 }))
      .filter(({ decision }) => decision.gate.conditional && decision.gate.mention !== 'in')
      .sort((a, b) => a.strength - b.strength || b.order - a.order)
      .slice(0, Math.max(0, surplus));
    for (const { decision } of weakest) {
      decision.included = false;
      decision.reason = `left out by the cap of ${plural(cap, 'angle')} at ${band}, although ${decision.reason}`;
    }
  }
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
    overrides,
  };
}

function decide(gate: GateResult, band: Band, overrides: string[]): { included: boolean; reason: string } {
  const { agent, match, mention, obstacle } = gate;
  if (mention === 'out') {
    overrides.push(`${agent.id}: left out because the brief asks for it`);
    return { included: false, reason: 'the brief asks to leave it out' };
  }
  const tooSmall = bandRank[band] < bandRank[agent.gate.minBand];
  const unsignalled = gate.conditional && match === null;
  if (unsignalled && mention !== 'in') return { included: false, reason: absent(agent.gate) };
  if (obstacle !== null) return { included: false, reason: obstacle };
  if (mention === 'in') {
    if (tooSmall || unsignalled)
      overrides.push(
        `${agent.id}: included because the brief names it (${tooSmall ? `it starts at ${agent.gate.minBand}` : 'no signal'})`,
      );
    return { included: true, reason: 'named in the brief' };
  }
  if (tooSmall) return { included: false, reason: `runs from ${agent.gate.minBand} on; this run is ${band}` };
  if (match !== null) return { included: true, reason: match.reason };
  return { included: true, reason: agent.gate.minBand === 'small' ? 'always' : `always from ${agent.gate.minBand} on` };
}

function absent(gate: Gate): string {
  const looked: string[] = [];
  if (gate.signals.length > 0) looked.push(`no clear sign of ${gate.signals.join(', ')}`);
  if (gate.briefWords.length > 0) looked.push('no word of its field in the brief');
  if (gate.addedFiles.length > 0) looked.push(`no new ${gate.addedFiles.join(' or ')} file`);
  if (gate.fileKinds.length > 0) looked.push(`no ${gate.fileKinds.join(' or ')} file in scope`);
  return looked.join('; ');
}
