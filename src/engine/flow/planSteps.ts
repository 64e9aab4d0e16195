import { BooError } from '../../protocol/errors.ts';
import type { AgentStep, Band, PlanStep, ScopeFacts, StepLimits } from '../../protocol/plan.ts';
import type { FileDiff } from './diffSlice.ts';
import { sliceFiles } from './fileSlice.ts';
import type { GraphAgent, GraphStep, LoadedFlow, Persona } from './graph.ts';
import { chooseLeads, orderFiles } from './leads.ts';
import { charsPerToken, renderPrompt } from './prompt.ts';
import type { SignalView } from './scopeSignals.ts';

/** Everything the steps of one compilation share. */
export interface PlanContext {
  readonly flow: LoadedFlow;
  readonly personas: ReadonlyMap<string, Persona>;
  readonly limits: StepLimits;
  /** Ceiling of one prompt together with the results handed to it, in tokens. */
  readonly contextTokens: number;
  readonly brief: string;
  readonly scope: ScopeFacts;
  readonly view: SignalView;
  readonly diffs: readonly FileDiff[];
  readonly band: Band;
  readonly yagniAsked: boolean;
}

/** Throws BooError('persona_unknown'). */
export function personaOf(personas: ReadonlyMap<string, Persona>, agent: GraphAgent): Persona {
  const persona = personas.get(agent.persona);
  if (persona === undefined)
    throw new BooError(
      'persona_unknown',
      `Step "${agent.id}" asks for the persona "${agent.persona}", which does not exist.`,
    );
  return persona;
}

export function titleOf(personas: ReadonlyMap<string, Persona>, agent: GraphAgent): string {
  return agent.title === '' ? personaOf(personas, agent).title : agent.title;
}

/** The plan step of one graph step that takes part: for an agent its prompt is rendered here. */
export function planStep(step: GraphStep, wave: number, context: PlanContext): PlanStep {
  const base = {
    id: step.id,
    needs: [...step.needs],
    wave,
    ...(step.whenRefuted === null ? {} : { when: { test: 'refuted' as const, step: step.whenRefuted } }),
  };
  if (step.kind === 'code') return { ...base, kind: 'code', title: step.title, op: step.op };
  return agentStep(step, base, context);
}

function agentStep(
  agent: GraphAgent,
  base: Pick<AgentStep, 'id' | 'needs' | 'wave' | 'when'>,
  context: PlanContext,
): AgentStep {
  const { scope, view } = context;
  const persona = personaOf(context.personas, agent);
  const signals = [...new Set([...agent.gate.signals, ...agent.leads])];
  const files = orderFiles(sliceFiles(scope, agent.files, signals, view), view, agent.leads);
  const half = Math.floor(context.contextTokens / 2);
  const rendered = renderPrompt({
    flow: context.flow.definition,
    agent,
    persona,
    band: context.band,
    scope,
    yagniAsked: context.yagniAsked,
    files,
    leads: chooseLeads(view, agent.leads, files),
    diffs: context.diffs,
    brief: context.brief,
    // A step that is handed results leaves them half of the room.
    maxTokens: agent.inputs.length > 0 ? half : context.contextTokens,
  });
  return {
    ...base,
    kind: 'agent',
    title: titleOf(context.personas, agent),
    persona: agent.persona,
    role: agent.role,
    output: agent.output,
    prompt: rendered.prompt,
    inputs: [...agent.inputs],
    inputChars: agent.inputs.length > 0 ? half * charsPerToken : 0,
    leads: [...rendered.leads],
    files: rendered.files.map((file) => file.path),
    diffOf: [...rendered.diffOf],
    promptTokens: rendered.promptTokens,
    limits: context.limits,
    trimmed: [...rendered.trimmed],
  };
}
