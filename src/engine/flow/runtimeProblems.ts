import type { FlowFile } from '../../protocol/definition/flowFile.ts';
import type { AddProblem } from './documentProblems.ts';
import type { GraphStep } from './graph.ts';
import { didYouMean } from './problem.ts';

/**
 * What is wrong with the parts of a flow that are decided while it runs (size after discovery, conditional waves), and with gates that
 * look at other steps.
 */
export function runtimeProblems(definition: FlowFile, graph: readonly GraphStep[], add: AddProblem): void {
  const { bands, spine } = definition;
  const late = bands.after === 'discovery';
  const at = ['bands', 'after'];
  if (late && bands.fixed !== undefined)
    add(at, 'size', 'A flow of one fixed size cannot be sized after discovery.', 'Remove "fixed" or "after".');
  if (late && (spine?.discovery ?? []).length === 0) {
    const fix = spine === undefined ? 'Write the flow in the form "spine".' : 'Add "discovery:" to the spine.';
    add(at, 'size', 'The size depends on discovery, and the flow has none.', fix);
  }
  bands.rules.forEach((rule, i) => {
    if (late || (rule.findings === undefined && rule.domains === undefined)) return;
    const key = rule.findings === undefined ? 'domains' : 'findings';
    const message = `"${key}" can only be counted when the size is decided after discovery.`;
    add(['bands', 'rules', i, key], 'size', message, 'Write "after: discovery", or another condition.');
  });
  definition.steps?.forEach((step, i) => {
    if (step.op !== 'size' && step.op !== 'trigger') return;
    const message = `The engine step "${step.op}" exists only in flows of the form "spine".`;
    add(['steps', i, 'op'], 'op', message, 'Use "bands.after", "secondWaveWhen" or "secondPass" of a spine.');
  });
  if (spine?.secondWaveWhen !== undefined && spine.secondWave.length === 0)
    add(['spine', 'secondWaveWhen'], 'trigger', 'There is no second wave to decide on.', 'Remove it.');
  if (spine?.secondWaveWhen === 'new-gaps') {
    const message = '"new-gaps" counts what the second wave says, so it cannot decide on it.';
    add(['spine', 'secondWaveWhen'], 'trigger', message, 'Use "open-majors".');
  }
  gateProblems(definition, graph, late, add);
}

function gateProblems(definition: FlowFile, graph: readonly GraphStep[], late: boolean, add: AddProblem): void {
  const ids = graph.filter((step) => step.kind === 'agent').map((step) => step.id);
  for (const { path, gate } of askers(definition)) {
    gate.requires.oneOf?.forEach((id, i) => {
      if (ids.includes(id)) return;
      const message = `"oneOf" names "${id}", which is not a step.`;
      add([...path, 'requires', 'oneOf', i], 'step-unknown', message, didYouMean(id, ids));
    });
    if (gate.domains.length > 0 && !late) {
      const message = '"domains" only works in a flow that is sized after discovery.';
      add([...path, 'domains'], 'size', message, 'Write "bands: { after: discovery }", or use "signals".');
    }
  }
}

interface Asker {
  readonly path: readonly (string | number)[];
  readonly gate: {
    readonly id: string;
    readonly requires: { readonly oneOf?: readonly string[] | undefined };
    readonly domains: readonly string[];
  };
}

/** Every definition of an agent step with its place in the file. */
function askers({ spine, steps }: FlowFile): Asker[] {
  const list = (path: Asker['path'], gates: readonly Asker['gate'][]): Asker[] =>
    gates.map((gate, i) => ({ path: [...path, i], gate }));
  if (spine === undefined) return list(['steps'], steps ?? []);
  const single = (key: 'secondPass' | 'synthesizer'): Asker[] => {
    const gate = spine[key];
    return gate === undefined ? [] : [{ path: ['spine', key], gate }];
  };
  return [
    ...list(['spine', 'discovery'], spine.discovery),
    ...list(['spine', 'angles'], spine.angles),
    ...list(['spine', 'secondWave'], spine.secondWave),
    ...single('secondPass'),
    ...single('synthesizer'),
    ...list(['spine', 'validators'], spine.validators),
  ];
}
