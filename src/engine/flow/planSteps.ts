import { BooError } from '../../protocol/errors.ts';
import type { DocumentSpec } from '../../protocol/document.ts';
import type { AgentStep, Band, CodeStep, PlanStep, ScopeFile, StepLimits } from '../../protocol/plan.ts';
import type { BandInput } from './bands.ts';
import type { FileDiff } from './diffSlice.ts';
import { sliceFiles } from './fileSlice.ts';
import type { GraphAgent, GraphStep, LoadedFlow, Persona } from './graph.ts';
import { chooseLeads, orderFiles } from './leads.ts';
import { charsPerToken, leastTokens, renderPrompt } from './prompt.ts';

/** Everything the steps of one compilation share. */
export interface PlanContext extends BandInput {
  readonly flow: LoadedFlow;
  readonly personas: ReadonlyMap<string, Persona>;
  readonly limits: StepLimits;
  /** Ceiling of one prompt together with the results handed to it, in tokens. */
  readonly contextTokens: number;
  readonly diffs: readonly FileDiff[];
  /** Lines that the engine found out itself. */
  readonly facts: readonly string[];
  readonly band: Band;
  readonly document: DocumentSpec | null;
  /** What the step `size` decides on; undefined in flows whose size is known now. */
  readonly sizing: CodeStep['sizing'];
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
    ...(step.when === null ? {} : { when: step.when }),
  };
  if (step.kind === 'agent') return agentStep(step, base, context);
  const { sizing } = context;
  return {
    ...base,
    kind: 'code',
    title: step.title,
    op: step.op,
    ...(step.op === 'size' && sizing !== undefined ? { sizing } : {}),
    ...(step.trigger === undefined ? {} : { trigger: { test: step.trigger.test, steps: [...step.trigger.steps] } }),
  };
}

function agentStep(
  agent: GraphAgent,
  base: Pick<AgentStep, 'id' | 'needs' | 'wave' | 'when'>,
  context: PlanContext,
): AgentStep {
  const { view, contextTokens } = context;
  const { textOnly } = context.flow.definition.report;
  const files = agent.isolated ? [] : filesOf(agent, context);
  // A text is read as a whole; only a step that has files of its own to look things up in gets places in them.
  const unled = agent.isolated || (textOnly && agent.files === undefined);
  const input = {
    ...context,
    flow: context.flow.definition,
    agent,
    persona: personaOf(context.personas, agent),
    files,
    diffs: textOnly ? [] : context.diffs,
    leads: unled ? [] : chooseLeads(view, agent.leads, files),
    // The whole room for now; what the prompt may really take is settled below.
    maxTokens: contextTokens,
  };
  const handed = agent.inputs.length > 0;
  const maxTokens = handed ? shareOfPrompt(leastTokens(input), contextTokens) : contextTokens;
  const rendered = renderPrompt({ ...input, maxTokens });
  return {
    ...base,
    kind: 'agent',
    title: titleOf(context.personas, agent),
    persona: agent.persona,
    role: agent.role,
    output: agent.output,
    prompt: rendered.prompt,
    inputs: [...agent.inputs],
    // What the prompt leaves free is theirs too.
    inputChars: handed ? (contextTokens - rendered.promptTokens) * charsPerToken : 0,
    leads: [...rendered.leads],
    files: rendered.files.map((file) => file.path),
    diffOf: [...rendered.diffOf],
    promptTokens: rendered.promptTokens,
    limits: context.limits,
    trimmed: [...rendered.trimmed],
    isolated: agent.isolated,
    cover: [...agent.cover],
  };
}

/**
 * A step that is handed results leaves them half of the room. Where persona, rules and answer format alone need more than that,
 * the prompt takes what they need and a little for brief and files, but never more than three quarters.
 */
function shareOfPrompt(least: number, contextTokens: number): number {
  const half = Math.floor(contextTokens / 2);
  const most = Math.floor((contextTokens * 3) / 4);
  return Math.max(half, Math.min(most, Math.ceil(least * 1.1)));
}

/**
 * The files of a step, most telling first: the subject of the run, files with leads, the rest of its slice. In a flow that works on a
 * text that is the subject alone, unless the step has a slice of its own to look names up in.
 */
function filesOf(agent: GraphAgent, { scope, view, subject, flow }: PlanContext): ScopeFile[] {
  const aboutOnly = flow.definition.report.textOnly && agent.files === undefined;
  const signals = [...new Set([...agent.gate.signals, ...agent.leads])];
  const sliced = orderFiles(sliceFiles(scope, agent.files, signals, view), view, agent.leads);
  const about = subject.flatMap((path) => subjectFile(scope, path) ?? []);
  return [...about, ...(aboutOnly ? [] : sliced.filter((file) => !subject.includes(file.path)))];
}

/** A document of the workspace may lie outside the scope; then only its length is known. */
function subjectFile(scope: PlanContext['scope'], path: string): ScopeFile | undefined {
  const file = scope.files.find((candidate) => candidate.path === path);
  if (file !== undefined) return file;
  const document = scope.documents.find((candidate) => candidate.path === path);
  return document === undefined ? undefined : { path, lines: document.lines, bytes: 0, sha256: '' };
}
