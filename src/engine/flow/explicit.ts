import type { FlowFile, StepDefinition } from '../../protocol/definition/flowFile.ts';
import type { CodeOp } from '../../protocol/plan.ts';
import { type GraphStep, openGate, type StepCondition } from './graph.ts';

/** The graph of a flow in `steps` form. Dependencies are exactly those the author wrote; every input is also a need. */
export function explicitGraph(steps: NonNullable<FlowFile['steps']>): GraphStep[] {
  return steps.map(toGraph);
}

function toGraph(step: StepDefinition): GraphStep {
  const required = new Set(step.needs);
  const needs = [
    ...step.needs.map((id) => ({ step: id, required: true })),
    ...step.optionalNeeds.filter((id) => !required.has(id)).map((id) => ({ step: id, required: false })),
  ];
  const when: StepCondition | null =
    step.whenRefuted === undefined ? null : { test: 'refuted', step: step.whenRefuted };
  const common = { id: step.id, needs, when };
  if (step.op !== undefined) return { kind: 'code', ...common, title: step.title ?? opTitle[step.op], op: step.op };
  return {
    kind: 'agent',
    ...common,
    title: step.title ?? '',
    persona: step.persona ?? '',
    role: step.role,
    output: step.output,
    question: step.question ?? '',
    inputs: step.inputs,
    gate: step.role === 'rewrite' ? openGate : gateOf(step),
    files: step.files,
    leads: step.leads ?? step.signals,
    directives: step.directives,
    fields: step.fields,
    yagni: step.yagni,
    roleOverride: step.roleOverride,
    isolated: step.isolated,
    cover: step.cover,
  };
}

/** Titles of engine steps for people. */
export const opTitle: Readonly<Record<CodeOp, string>> = {
  preflight: 'Check the input',
  size: 'Decide the size',
  fold: 'Check citations and merge',
  trigger: 'Decide whether to go on',
  resolve: 'Apply verdicts',
  render: 'Write the report',
};

/** Only the gate members of a definition. */
export function gateOf(step: Pick<StepDefinition, keyof typeof openGate>): typeof openGate {
  const { minBand, signals, minHits, briefWords, addedFiles, fileKinds, nearby, requires } = step;
  const { unless, onlyNamed, domains } = step;
  return {
    minBand,
    signals,
    minHits,
    briefWords,
    addedFiles,
    fileKinds,
    nearby,
    requires,
    unless,
    onlyNamed,
    domains,
  };
}
