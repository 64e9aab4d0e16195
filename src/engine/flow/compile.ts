import { BooError } from '../../protocol/errors.ts';
import type { Band, CodeStep, Plan, PlanBody, ScopeFacts, StepLimits } from '../../protocol/plan.ts';
import { bandFacts, type BandFacts, type BandInput, decideBand, isCandidate, isSized, sizeRules } from './bands.ts';
import { maxBriefChars, normaliseBrief, saidWords } from './briefText.ts';
import { canonicalJson, compareText } from './canonical.ts';
import { splitDiff } from './diffSlice.ts';
import { documentSpecOf, foldRulesOf } from './documentSpec.ts';
import { gatherFacts } from './facts.ts';
import { focusScope } from './focus.ts';
import { type GraphAgent, type GraphStep, type LoadedFlow, type Persona, waves } from './graph.ts';
import { sha256Hex } from './hash.ts';
import { personaOf, type PlanContext, planStep, titleOf } from './planSteps.ts';
import { checkInput } from './preflight.ts';
import { checkGate, decideRoster, type Roster } from './roster.ts';
import { normaliseScope, signalView } from './scopeSignals.ts';
import { sizeStep } from './spine.ts';
import { findSubject } from './subject.ts';
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
 * whatever the order of files, signals, documents and personas. Throws BooError: 'brief_missing', 'scope_empty', 'scope_no_base',
 * 'scope_not_git' (preflight), 'persona_unknown', 'flow_invalid' (no agent is left), 'config_invalid' (brief or prompt too large).
 * A run that preflight defers gets a plan with `deferral` and without any agent.
 */
export function compile(flow: LoadedFlow, personas: ReadonlyMap<string, Persona>, options: CompileOptions): Plan {
  const { definition } = flow;
  const brief = checkedBrief(options.brief);
  const given = normaliseScope(options.scope);
  const subject = findSubject(given, brief);
  const checked = checkInput(definition, given, brief, subject);
  const part = checked.deferral === null ? focusScope(definition, given, brief) : given;
  const scope = { ...part, assumptions: [...part.assumptions, ...checked.notes] };
  const input: BandInput = { scope, view: signalView(scope), brief, subject };
  const graph = flowGraph(definition);
  const agents = graph.filter((step) => step.kind === 'agent');
  const team = decideTeam(flow, personas, agents, input, options.size);
  const kept = checked.deferral === null ? keepIncluded(graph, team.roster) : deferredSteps(graph);
  if (checked.deferral === null) assertWork(flow, kept, team.roster, scope);
  const wave = waves(kept);
  const context: PlanContext = {
    ...input,
    flow,
    personas,
    diffs: splitDiff(scope.diff),
    facts: gatherFacts(definition.facts, scope, subject),
    band: team.band.value,
    document: documentSpecOf(definition),
    sizing: sizingOf(flow, team, kept, brief),
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
    rules: foldRulesOf(definition),
    document: context.document,
    subject,
    textOnly: definition.report.textOnly,
    deferral: checked.deferral,
    brief,
    band: team.band,
    roster: rosterOf(team.roster, checked.deferral),
    scope,
    steps: kept.map((step) => planStep(step, wave.get(step.id) ?? 0, context)),
    budget: options.budget,
    overrides: [
      ...checked.overrides,
      ...(team.band.chosenBy === 'user' ? [`size: ${team.band.value}, ${team.band.reason}`] : []),
      ...team.roster.overrides,
      ...kept.flatMap((step) =>
        step.kind === 'agent' && step.roleOverride !== undefined ? [`${step.id}: ${step.roleOverride}`] : [],
      ),
    ],
  };
  return { ...body, planHash: sha256Hex(canonicalJson(body)) };
}

function assertWork(flow: LoadedFlow, kept: readonly GraphStep[], roster: Roster, scope: ScopeFacts): void {
  if (kept.some((step) => step.kind === 'agent' && step.role === 'angle')) return;
  const reasons = roster.entries.slice(0, 4).map((entry) => `${entry.angle}: ${entry.reason}`);
  const message = `No agent of the flow "${flow.definition.name}" has anything to do here (${reasons.join('; ')}).`;
  throw new BooError('flow_invalid', message, { where: scope.label });
}

/** A deferred run checks its input and writes its report; nobody else takes part. */
function deferredSteps(graph: readonly GraphStep[]): GraphStep[] {
  const ends = graph.filter((step) => step.kind === 'code' && (step.op === 'preflight' || step.op === 'render'));
  const [first] = ends;
  return ends.map((step) => ({
    ...step,
    needs: first === undefined || step.id === first.id ? [] : [{ step: first.id, required: true }],
  }));
}

function rosterOf(roster: Roster, deferral: Plan['deferral']): Plan['roster'] {
  if (deferral === null) return [...roster.entries];
  return roster.entries.map((entry) => ({
    ...entry,
    included: false,
    reason: `the run was deferred: ${deferral.reason}`,
  }));
}

function checkedBrief(text: string): string {
  const brief = normaliseBrief(text);
  if (brief.length <= maxBriefChars) return brief;
  const message = `The brief has ${brief.length} characters; at most ${maxBriefChars} are accepted.`;
  throw new BooError('config_invalid', message, { where: 'brief' });
}

interface Team {
  readonly band: Plan['band'];
  readonly facts: BandFacts;
  readonly roster: Roster;
}

/** Size and roster. The gates are looked at first: how many specialists are called for can decide the size. */
function decideTeam(
  flow: LoadedFlow,
  personas: ReadonlyMap<string, Persona>,
  agents: readonly GraphAgent[],
  input: BandInput,
  size: 'auto' | Band,
): Team {
  const { bands } = flow.definition;
  const gates = agents
    .filter((agent) => agent.role !== 'rewrite')
    .map((agent) => checkGate(agent, personaOf(personas, agent), input));
  const specialists = gates
    .filter((gate) => gate.agent.role === 'angle' && gate.conditional && gate.match !== null && gate.obstacle === null)
    .map((gate) => titleOf(personas, gate.agent));
  const facts = bandFacts(bands, input, specialists);
  const band = decideBand(bands, input.scope, facts, input.brief, size);
  return { band, facts, roster: decideRoster(gates, band.value, bands) };
}

/** What the step `size` decides on: the rules that are still open, and the steps that depend on them. */
function sizingOf(flow: LoadedFlow, team: Team, kept: readonly GraphStep[], brief: string): CodeStep['sizing'] {
  const { bands } = flow.definition;
  if (!isSized(bands)) return undefined;
  const candidates = kept.flatMap((step) =>
    step.kind === 'agent' && step.when?.test === 'chosen' && isCandidate(step.gate, bands)
      ? [{ step: step.id, minBand: step.gate.minBand, domains: [...step.gate.domains] }]
      : [],
  );
  return {
    rules: sizeRules(bands, team.facts, brief),
    candidates,
    caps: bands.caps ?? null,
    chosen: team.band.chosenBy === 'user' ? team.band.value : null,
  };
}

/**
 * The steps that take part. A need on a left-out step is dropped: leaving it out was a decision, not a failure. A rewrite
 * whose validator is left out has nothing to react to and goes too; so does a check that has nothing left to decide. A step whose
 * persona the brief names runs whatever `size` finds.
 */
function keepIncluded(graph: readonly GraphStep[], { included, named }: Roster): GraphStep[] {
  const takesPart = (step: GraphStep): boolean => {
    if (step.when?.test === 'refuted' && !included.has(step.when.step)) return false;
    if (step.kind === 'code') return step.trigger === undefined || step.trigger.steps.some((id) => included.has(id));
    return step.role === 'rewrite' || included.has(step.id);
  };
  const ids = new Set(graph.filter(takesPart).map((step) => step.id));
  return graph.filter(takesPart).map((step) => {
    const needs = step.needs.filter((need) => ids.has(need.step));
    if (step.kind === 'code') {
      const { trigger } = step;
      return trigger === undefined
        ? { ...step, needs }
        : { ...step, needs, trigger: { test: trigger.test, steps: trigger.steps.filter((id) => ids.has(id)) } };
    }
    const free = step.when?.test === 'chosen' && step.when.step === sizeStep && named.has(step.id);
    return { ...step, needs, inputs: step.inputs.filter((id) => ids.has(id)), when: free ? null : step.when };
  });
}

/** One hash over the flow file and the persona files it names, so that a change of any of them shows. */
function flowHash(flow: LoadedFlow, agents: readonly GraphAgent[], personas: ReadonlyMap<string, Persona>): string {
  const used = [...new Set(agents.map((agent) => agent.persona))].sort(compareText);
  return sha256Hex(
    canonicalJson({ flow: flow.sha256, personas: used.map((name) => [name, personas.get(name)?.sha256 ?? '']) }),
  );
}
