import type { BandsDefinition } from '../../protocol/definition/bands.ts';
import type { Angle, Spine } from '../../protocol/definition/flowFile.ts';
import type { AgentRole, Need, OutputShape, Trigger } from '../../protocol/plan.ts';
import { isCandidate, isSized } from './bands.ts';
import { gateOf, opTitle } from './explicit.ts';
import { type GraphAgent, type GraphCode, type GraphStep, openGate, type StepCondition } from './graph.ts';

type Asker = Omit<Angle, 'question'>;

/** Ids of the steps that the spine inserts by itself where a flow decides something at run time. */
export const sizeStep = 'size';
const secondWaveCheck = 'second-wave-check';
const secondPassCheck = 'second-pass-check';

const required = (step: string): Need => ({ step, required: true });
const optional = (step: string): Need => ({ step, required: false });

function code(op: GraphCode['op'], needs: readonly Need[]): GraphCode {
  return { kind: 'code', id: op, title: opTitle[op], op, needs, when: null };
}

function check(id: string, test: Trigger, steps: string[], needs: readonly Need[]): GraphCode {
  return { ...code('trigger', needs), id, trigger: { test, steps } };
}

interface Wiring {
  readonly role: AgentRole;
  readonly output: OutputShape;
  readonly question: string;
  readonly needs: readonly Need[];
  readonly inputs: readonly string[];
}

function agent(ask: Asker, wiring: Wiring, when: StepCondition | null): GraphAgent {
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
    isolated: ask.isolated,
    cover: ask.cover,
    when,
  };
}

/** What the parts of one spine share. */
interface Frame {
  readonly spine: Spine;
  /** The need on the step that decides the size, in flows that have one. */
  readonly sized: readonly Need[];
  /** The condition of a step that `size` decides on; null for one that always runs. */
  readonly chosen: (ask: Asker) => StepCondition | null;
}

/**
 * The graph of a flow in `spine` form: preflight, discovery, size, angles, fold, second wave, second pass, synthesizer,
 * validators, rewrite, resolve, render. Failure rules: angles and second wave are optional for what follows; discovery is required by
 * the angles, the fold by all after it, the synthesizer by validators and rewrite. `resolve` and `render` need only the fold,
 * so that a run whose synthesizer or validator failed still ends in a report of what was gathered. Steps that decide at run time
 * (`size`, the two checks) are required by what they decide on: without a decision nothing is started.
 */
export function spineGraph(spine: Spine, bands: BandsDefinition): GraphStep[] {
  const sized = isSized(bands);
  const frame: Frame = {
    spine,
    sized: sized ? [required(sizeStep)] : [],
    chosen: (ask) => (isCandidate(ask, bands) ? { test: 'chosen', step: sizeStep } : null),
  };
  return [...gathering(frame), ...secondWave(frame), ...conclusion(frame)];
}

function gathering({ spine, sized, chosen }: Frame): GraphStep[] {
  const steps: GraphStep[] = [code('preflight', [])];
  for (const a of spine.discovery) {
    const needs = [required('preflight')];
    steps.push(agent(a, { role: 'discovery', output: 'findings', question: a.question, needs, inputs: [] }, null));
  }
  const discovery = spine.discovery.map((a) => a.id);
  // Discovery may be gated and stay out; preflight never is, so nobody starts before it.
  const discovered = [required('preflight'), ...discovery.map(required)];
  if (sized.length > 0) steps.push(code('size', discovered));
  for (const a of spine.angles) {
    const when = chosen(a);
    // An isolated angle gets nothing of what discovery read, so it need not wait for it either.
    const apart = [required('preflight'), ...(when === null ? [] : sized)];
    const needs = a.isolated ? apart : [...discovered, ...sized];
    const inputs = a.isolated ? [] : discovery;
    steps.push(agent(a, { role: 'angle', output: 'findings', question: a.question, needs, inputs }, when));
  }
  const angles = spine.angles.map((a) => a.id);
  steps.push(code('fold', [required('preflight'), ...[...discovery, ...angles].map(optional)]));
  return steps;
}

function secondWave({ spine, sized, chosen }: Frame): GraphStep[] {
  const steps: GraphStep[] = [];
  const second = spine.secondWave.map((a) => a.id);
  const { secondWaveWhen, secondPass } = spine;
  const checked = secondWaveWhen !== undefined && second.length > 0;
  if (checked) steps.push(check(secondWaveCheck, secondWaveWhen, second, [required('fold'), ...sized]));
  const entry = [required('fold'), ...sized, ...(checked ? [required(secondWaveCheck)] : [])];
  for (const a of spine.secondWave) {
    const wiring: Wiring = {
      role: 'second-wave',
      output: 'findings',
      question: a.question,
      needs: entry,
      inputs: ['fold'],
    };
    // The check passes a refusal of `size` on, so one condition is enough.
    steps.push(agent(a, wiring, checked ? { test: 'chosen', step: secondWaveCheck } : chosen(a)));
  }
  if (secondPass !== undefined) {
    const waited = second.map(optional);
    steps.push(
      check(secondPassCheck, secondPass.when, [secondPass.id], [required('fold'), ...sized, ...waited]),
      agent(
        secondPass,
        {
          role: 'second-wave',
          output: 'findings',
          question: secondPass.question,
          needs: [required('fold'), required(secondPassCheck), ...waited],
          inputs: ['fold', ...second],
        },
        { test: 'chosen', step: secondPassCheck },
      ),
    );
  }
  return steps;
}

function conclusion({ spine, sized, chosen }: Frame): GraphStep[] {
  const steps: GraphStep[] = [];
  const { synthesizer, validators, rewrite, secondPass } = spine;
  const late = [...spine.secondWave.map((a) => a.id), ...(secondPass === undefined ? [] : [secondPass.id])];
  const gathered = ['fold', ...late];
  const gatheredNeeds = [required('fold'), ...late.map(optional)];
  const sizedFor = (ask: Asker): readonly Need[] => (chosen(ask) === null ? [] : sized);
  if (synthesizer !== undefined) {
    const { task, output } = synthesizer;
    const needs = [...gatheredNeeds, ...sizedFor(synthesizer)];
    const wiring: Wiring = { role: 'synthesizer', output, question: task, needs, inputs: gathered };
    steps.push(agent(synthesizer, wiring, chosen(synthesizer)));
  }
  const written = synthesizer === undefined ? [] : [synthesizer.id];
  for (const v of validators) {
    const needs = [...gatheredNeeds, ...written.map(required), ...sizedFor(v)];
    // The validator sees the evidence itself, never only what the synthesizer made of it.
    const inputs = [...gathered, ...written];
    steps.push(agent(v, { role: 'validator', output: v.output, question: v.task, needs, inputs }, chosen(v)));
  }
  // A refutation is a verdict; a validator that only comments cannot ask for a rewrite.
  const judge = validators.find((v) => v.output === 'verdicts');
  const rewritten: string[] = [];
  if (rewrite !== undefined && synthesizer !== undefined && judge !== undefined) {
    rewritten.push(rewrite.id);
    steps.push(rewriteStep({ synthesizer, rewrite, gathered, gatheredNeeds }, validators, judge.id));
  }
  const ends = [...late, ...written, ...validators.map((v) => v.id), ...rewritten];
  steps.push(code('resolve', [required('fold'), ...ends.map(optional)]));
  steps.push(code('render', [required('resolve')]));
  return steps;
}

interface Rewriting {
  readonly synthesizer: NonNullable<Spine['synthesizer']>;
  readonly rewrite: NonNullable<Spine['rewrite']>;
  /** The fold and what came after it. */
  readonly gathered: readonly string[];
  readonly gatheredNeeds: readonly Need[];
}

function rewriteStep(
  { synthesizer, rewrite, gathered, gatheredNeeds }: Rewriting,
  validators: Spine['validators'],
  judge: string,
): GraphAgent {
  const validatorIds = validators.map((v) => v.id);
  const { id, title, task, directives } = rewrite;
  const wiring: Wiring = {
    role: 'rewrite',
    output: synthesizer.output,
    question: task,
    needs: [...gatheredNeeds, required(synthesizer.id), ...validatorIds.map(optional)],
    inputs: [...gathered, synthesizer.id, ...validatorIds],
  };
  const persona = rewrite.persona ?? synthesizer.persona;
  return {
    ...agent({ ...synthesizer, id, title, persona, directives }, wiring, { test: 'refuted', step: judge }),
    gate: openGate,
  };
}
