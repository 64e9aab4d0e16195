import { BooError } from '../../protocol/errors.ts';
import type { Band, Plan, PlanBody, ScopeFacts, StepLimits } from '../../protocol/plan.ts';
import { bandFacts, decideBand } from './bands.ts';
import { maxBriefChars, normaliseBrief, saidWords } from './briefText.ts';
import { canonicalJson, compareText } from './canonical.ts';
import { splitDiff } from './diffSlice.ts';
import { type GraphAgent, type GraphStep, type LoadedFlow, type Persona, waves } from './graph.ts';
import { sha256Hex } from './hash.ts';
import { personaOf, planStep, titleOf } from './planSteps.ts';
import { checkInput } from './preflight.ts';
import { checkGate, decideRoster, type Roster } from './roster.ts';
import { normaliseScope, type SignalView, signalView } from './scopeSignals.ts';
import { flowGraph } from './validateFlow.ts';

export interface CompileOptions {
  readonly brief: string;
  readonly scope: ScopeFacts;
  readonly size: 'auto' | Band;
  readonly budget: PlanBody['budget'];
  readonly limits: StepLimits;
  /** Ceiling of one prompt together with the results handed to it, in tokens. */
  readonly contextTokens?: number;
}

export const defaultContextTokens = 24_000;

/**
 * Compiles a flow to the frozen plan of one run. Pure: the same input gives the same bytes and the same `planHash`,
 * whatever the order of files, signals and personas. Throws BooError: 'brief_missing', 'scope_empty', 'scope_no_base', 'scope_not_git',
 * 'usage' (preflight), 'persona_unknown', 'flow_invalid' (no agent is left), 'config_invalid' (brief or prompt too large).
 */
export function compile(flow: LoadedFlow, personas: ReadonlyMap<string, Persona>, options: CompileOptions): Plan {
  const { definition } = flow;
  const brief = checkedBrief(options.brief);
  const given = normaliseScope(options.scope);
  const notes = checkInput(definition, given, brief);
  const scope = { ...given, assumptions: [...given.assumptions, ...notes] };
  const view = signalView(scope);
  const graph = flowGraph(definition);
  const agents = graph.filter((step) => step.kind === 'agent');
  const { band, roster } = decideTeam(flow, personas, agents, { scope, view, brief, size: options.size });
  const kept = keepIncluded(graph, roster.included);
  if (!kept.some((step) => step.kind === 'agent' && step.role === 'angle')) {
    const reasons = roster.entries.slice(0, 4).map((entry) => `${entry.angle}: ${entry.reason}`);
    const message = `No agent of the flow "${definition.name}" has anything to do here (${reasons.join('; ')}).`;
    throw new BooError('flow_invalid', message, { where: scope.label });
  }
  const wave = waves(kept);
  const context = {
    flow,
    personas,
    brief,
    scope,
    view,
    diffs: splitDiff(scope.diff),
    band: band.value,
    yagniAsked: saidWords(brief, ['yagni', 'over-engineer*', 'overengineer*', 'speculative*']).length > 0,
    limits: options.limits,
    contextTokens: options.contextTokens ?? defaultContextTokens,
  };
  const body: PlanBody = {
    schema: 'boocode.plan/1',
    flow: {
      name: definition.name,
      title: definition.title,
      source: flow.source,
      sha256: flowHash(flow, agents, personas),
    },
    report: definition.report.kind,
    brief,
    band,
    roster: [...roster.entries],
    scope,
    steps: kept.map((step) => planStep(step, wave.get(step.id) ?? 0, context)),
    budget: options.budget,
    overrides: [
      ...(band.chosenBy === 'user' ? [`size: ${band.value}, ${band.reason}`] : []),
      ...roster.overrides,
      ...kept.flatMap((step) =>
        step.kind === 'agent' && step.roleOverride !== undefined ? [`${step.id}: ${step.roleOverride}`] : [],
      ),
    ],
  };
  return { ...body, planHash: sha256Hex(canonicalJson(body)) };
}

function checkedBrief(text: string): string {
  const brief = normaliseBrief(text);
  if (brief.length <= maxBriefChars) return brief;
  const message = `The brief has ${brief.length} characters; at most ${maxBriefChars} are accepted.`;
  throw new BooError('config_invalid', message, { where: 'brief' });
}

interface TeamInput {
  readonly scope: ScopeFacts;
  readonly view: SignalView;
  readonly brief: string;
  readonly size: 'auto' | Band;
}

/** Size and roster. The gates are looked at first: how many specialists are called for can decide the size. */
function decideTeam(
  flow: LoadedFlow,
  personas: ReadonlyMap<string, Persona>,
  agents: readonly GraphAgent[],
  { scope, view, brief, size }: TeamInput,
): { band: Plan['band']; roster: Roster } {
  const { bands } = flow.definition;
  const gates = agents
    .filter((agent) => agent.role !== 'rewrite')
    .map((agent) => checkGate(agent, personaOf(personas, agent), scope, view, brief));
  const specialists = gates
    .filter((gate) => gate.agent.role === 'angle' && gate.conditional && gate.match !== null && gate.obstacle === null)
    .map((gate) => titleOf(personas, gate.agent));
  const band = decideBand(bands, scope, bandFacts(bands, scope, view, brief, specialists), brief, size);
  return { band, roster: decideRoster(gates, band.value, bands.caps?.[band.value] ?? null) };
}

/**
 * The steps that take part. A need on a left-out step is dropped: leaving it out was a decision, not a failure. A rewrite
 * whose validator is left out has nothing to react to and goes too.
 */
function keepIncluded(graph: readonly GraphStep[], included: ReadonlySet<string>): GraphStep[] {
  const takesPart = (step: GraphStep): boolean => {
    if (step.whenRefuted !== null && !included.has(step.whenRefuted)) return false;
    return step.kind === 'code' || step.role === 'rewrite' || included.has(step.id);
  };
  const ids = new Set(graph.filter(takesPart).map((step) => step.id));
  return graph.filter(takesPart).map((step) => {
    const needs = step.needs.filter((need) => ids.has(need.step));
    return step.kind === 'code'
      ? { ...step, needs }
      : { ...step, needs, inputs: step.inputs.filter((id) => ids.has(id)) };
  });
}

/** One hash over the flow file and the persona files it names, so that a change of any of them shows. */
function flowHash(flow: LoadedFlow, agents: readonly GraphAgent[], personas: ReadonlyMap<string, Persona>): string {
  const used = [...new Set(agents.map((agent) => agent.persona))].sort(compareText);
  return sha256Hex(
    canonicalJson({ flow: flow.sha256, personas: used.map((name) => [name, personas.get(name)?.sha256 ?? '']) }),
  );
}
