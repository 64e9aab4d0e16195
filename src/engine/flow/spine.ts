import type { Angle, Spine } from '../../protocol/definition/flowFile.ts';
import type { AgentRole, Need, OutputShape } from '../../protocol/plan.ts';
import { gateOf, opTitle } from './explicit.ts';
import { type GraphAgent, type GraphCode, type GraphStep, openGate } from './graph.ts';

type Asker = Omit<Angle, 'question'>;

const required = (step: string): Need => ({ step, required: true });
const optional = (step: string): Need => ({ step, required: false });

function code(op: GraphCode['op'], needs: readonly Need[]): GraphCode {
  return { kind: 'code', id: op, title: opTitle[op], op, needs, whenRefuted: null };
}

interface Wiring {
  readonly role: AgentRole;
  readonly output: OutputShape;
  readonly question: string;
  readonly needs: readonly Need[];
  readonly inputs: readonly string[];
}

function agent(ask: Asker, wiring: Wiring): GraphAgent {
  return {
    kind: 'agent',
    id: ask.id,
    title: ask.title ?? '',
    persona: ask.persona,
    ...wiring,
    gate: gateOf(ask),
    files: ask.files,
    leads: ask.leads ?? ask.signals,
    directives: ask.directives,
    fields: ask.fields,
    yagni: ask.yagni,
    roleOverride: ask.roleOverride,
    whenRefuted: null,
  };
}

/**
 * The graph of a flow in `spine` form: preflight, discovery, angles, fold, second wave, synthesizer, validators,
 * rewrite, resolve, render. Failure rules: angles and second wave are optional for what follows; discovery is required by
 * the angles, the fold by all after it, the synthesizer by validators and rewrite. `resolve` and `render` need only the fold,
 * so that a run whose synthesizer or validator failed still ends in a report of what was gathered.
 */
export function spineGraph(spine: Spine): GraphStep[] {
  const steps: GraphStep[] = [code('preflight', [])];
  const discovery = spine.discovery.map((a) => a.id);
  for (const a of spine.discovery) {
    steps.push(
      agent(a, {
        role: 'discovery',
        output: 'findings',
        question: a.question,
        needs: [required('preflight')],
        inputs: [],
      }),
    );
  }
  for (const a of spine.angles) {
    const needs = discovery.length === 0 ? [required('preflight')] : discovery.map(required);
    steps.push(agent(a, { role: 'angle', output: 'findings', question: a.question, needs, inputs: discovery }));
  }
  const angles = spine.angles.map((a) => a.id);
  steps.push(code('fold', [required('preflight'), ...[...discovery, ...angles].map(optional)]));
  const second = spine.secondWave.map((a) => a.id);
  for (const a of spine.secondWave) {
    steps.push(
      agent(a, {
        role: 'second-wave',
        output: 'findings',
        question: a.question,
        needs: [required('fold')],
        inputs: ['fold'],
      }),
    );
  }
  return [...steps, ...conclusion(spine, second)];
}

function conclusion(spine: Spine, second: readonly string[]): GraphStep[] {
  const steps: GraphStep[] = [];
  const { synthesizer, validators, rewrite } = spine;
  const gathered = ['fold', ...second];
  const gatheredNeeds = [required('fold'), ...second.map(optional)];
  const written = synthesizer === undefined ? [] : [synthesizer.id];
  if (synthesizer !== undefined) {
    const { task, output } = synthesizer;
    steps.push(
      agent(synthesizer, { role: 'synthesizer', output, question: task, needs: gatheredNeeds, inputs: gathered }),
    );
  }
  for (const v of validators) {
    const needs = synthesizer === undefined ? gatheredNeeds : [required('fold'), required(synthesizer.id)];
    // The validator sees the evidence itself, never only what the synthesizer made of it.
    const inputs = synthesizer === undefined ? gathered : ['fold', ...written];
    steps.push(agent(v, { role: 'validator', output: v.output, question: v.task, needs, inputs }));
  }
  // A refutation is a verdict; a validator that only comments cannot ask for a rewrite.
  const judge = validators.find((v) => v.output === 'verdicts');
  const rewritten: string[] = [];
  if (rewrite !== undefined && synthesizer !== undefined && judge !== undefined) {
    const validatorIds = validators.map((v) => v.id);
    rewritten.push(rewrite.id);
    steps.push({
      ...agent(
        {
          ...synthesizer,
          id: rewrite.id,
          title: rewrite.title,
          persona: rewrite.persona ?? synthesizer.persona,
          directives: rewrite.directives,
        },
        {
          role: 'rewrite',
          output: synthesizer.output,
          question: rewrite.task,
          needs: [required('fold'), required(synthesizer.id), ...validatorIds.map(optional)],
          inputs: ['fold', synthesizer.id, ...validatorIds],
        },
      ),
      gate: openGate,
      whenRefuted: judge.id,
    });
  }
  const ends = [...second, ...written, ...validators.map((v) => v.id), ...rewritten];
  steps.push(code('resolve', [required('fold'), ...ends.map(optional)]));
  steps.push(code('render', [required('resolve')]));
  return steps;
}
