import type { FlowFile } from '../../protocol/definition/flowFile.ts';
import { isSignalId, signalIds } from '../../protocol/definition/signals.ts';
import { documentProblems } from './documentProblems.ts';
import { explicitGraph } from './explicit.ts';
import { findCycle, type GraphStep } from './graph.ts';
import type { ParsedFlow } from './parseFlow.ts';
import { didYouMean, type FlowProblem } from './problem.ts';
import { runtimeProblems } from './runtimeProblems.ts';
import { spineGraph } from './spine.ts';
import type { DefinitionPath } from './yamlText.ts';

/** The graph of a flow, whichever form it is written in. */
export function flowGraph(definition: FlowFile): GraphStep[] {
  if (definition.spine !== undefined) return spineGraph(definition.spine, definition.bands);
  return explicitGraph(definition.steps ?? []);
}

/**
 * Checks that the names in a flow resolve and that its steps form a graph. `personas` are the names that exist.
 * Returns every problem found, empty when the flow can be compiled.
 */
export function validateFlow(flow: ParsedFlow, personas: ReadonlySet<string>): FlowProblem[] {
  const problems: FlowProblem[] = [];
  const add = (path: DefinitionPath, rule: string, message: string, fix: string): void => {
    problems.push({ file: flow.fileName, ...flow.yaml.locate(path), rule, message, fix });
  };
  const names = [...personas];
  walk(flow.definition, [], (path, key, value) => {
    if (typeof value !== 'string') return;
    if (key === 'persona' && !personas.has(value)) {
      add(
        path,
        'persona-unknown',
        `There is no persona "${value}".`,
        `${didYouMean(value, names)} Or add agents/${value}.md.`,
      );
    }
    if (isSignalPlace(path) && !isSignalId(value)) {
      add(path, 'signal-unknown', `There is no signal "${value}".`, didYouMean(value, signalIds));
    }
  });
  const graph = flowGraph(flow.definition);
  const seen = new Set<string>();
  for (const step of graph) {
    if (seen.has(step.id))
      add(
        placeOf(flow.definition, step.id, 1),
        'duplicate-id',
        `Two steps have the id "${step.id}".`,
        'Give one of them another id.',
      );
    seen.add(step.id);
  }
  for (const step of graph) problems.push(...referenceProblems(flow, step, seen));
  const cycle = problems.length === 0 ? findCycle(graph) : null;
  if (cycle !== null) {
    const message = `These steps wait for each other: ${cycle.join(' -> ')}.`;
    add(placeOf(flow.definition, cycle[0] ?? '', 0), 'cycle', message, 'Remove one of these needs.');
  }
  if (problems.length === 0) problems.push(...shapeProblems(flow, graph));
  documentProblems(flow.definition, graph, add);
  runtimeProblems(flow.definition, graph, add);
  return problems;
}

function referenceProblems(flow: ParsedFlow, step: GraphStep, ids: ReadonlySet<string>): FlowProblem[] {
  const problems: FlowProblem[] = [];
  const at = placeOf(flow.definition, step.id, 0);
  const place = flow.yaml.locate(at);
  const unknown = (what: string, id: string): void => {
    const fix = didYouMean(id, [...ids]);
    problems.push({
      file: flow.fileName,
      ...place,
      rule: 'step-unknown',
      message: `Step "${step.id}" ${what} "${id}", which is not a step.`,
      fix,
    });
  };
  for (const need of step.needs) if (!ids.has(need.step)) unknown('needs', need.step);
  if (step.when !== null && !ids.has(step.when.step)) unknown('depends on the verdict of', step.when.step);
  const needed = new Set(step.needs.map((need) => need.step));
  const handed = step.kind === 'agent' ? [...step.inputs] : [];
  if (step.when !== null) handed.push(step.when.step);
  for (const input of handed) {
    if (!ids.has(input)) unknown('is handed', input);
    else if (!needed.has(input)) {
      const message = `Step "${step.id}" uses "${input}" but does not wait for it.`;
      problems.push({
        file: flow.fileName,
        ...place,
        rule: 'input',
        message,
        fix: `Add "${input}" to its "needs" or "optionalNeeds".`,
      });
    }
  }
  return problems;
}

/** What the engine relies on: exactly one render step that ends the graph, and a fold where there are agents. */
function shapeProblems(flow: ParsedFlow, graph: readonly GraphStep[]): FlowProblem[] {
  const problems: FlowProblem[] = [];
  const place = flow.yaml.locate([flow.definition.steps === undefined ? 'spine' : 'steps']);
  const add = (message: string, fix: string): void => {
    problems.push({ file: flow.fileName, ...place, rule: 'shape', message, fix });
  };
  for (const op of ['preflight', 'fold', 'render'] as const) {
    const count = graph.filter((step) => step.kind === 'code' && step.op === op).length;
    if (count !== 1) add(`The flow has ${count} steps with "op: ${op}".`, 'It needs exactly one.');
  }
  const render = graph.find((step) => step.kind === 'code' && step.op === 'render');
  if (render !== undefined && graph.some((step) => step.needs.some((need) => need.step === render.id))) {
    add(`A step waits for "${render.id}", which writes the report.`, 'The render step comes last.');
  }
  return problems;
}

/** YAML path of the n-th step with this id, or of the step list. */
function placeOf(definition: FlowFile, id: string, nth: number): DefinitionPath {
  const places: DefinitionPath[] = [];
  walk(definition, [], (path, key, value) => {
    if (key === 'id' && value === id) places.push(path);
  });
  return places[nth] ?? places[0] ?? [definition.steps === undefined ? 'spine' : 'steps'];
}

function isSignalPlace(path: DefinitionPath): boolean {
  const list = path.at(-2);
  return (
    list === 'signals' ||
    list === 'leads' ||
    (path[0] === 'bands' && path[1] === 'crossCutting' && typeof path.at(-1) === 'number')
  );
}

/** Visits every scalar with its path and the key it stands under. The value is a parsed definition: finite and acyclic. */
function walk(
  value: unknown,
  path: DefinitionPath,
  visit: (path: DefinitionPath, key: string, value: unknown) => void,
): void {
  if (Array.isArray(value)) {
    value.forEach((item: unknown, i) => walk(item, [...path, i], visit));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) walk(member, [...path, key], visit);
  } else {
    visit(path, String(path.at(-1)), value);
  }
}
