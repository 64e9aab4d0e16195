import type { Angle, ExtraField, FileSlice, FlowFile } from '../../protocol/definition/flowFile.ts';
import type { PersonaFrontMatter } from '../../protocol/definition/personaFile.ts';
import type { AgentRole, CodeOp, CodeStep, Need, OutputShape, PlanStep } from '../../protocol/plan.ts';

export type DefinitionSource = 'builtin' | 'user' | 'workspace';

/** A persona as loaded. `sha256` is over the file text with LF line ends. */
export interface Persona extends PersonaFrontMatter {
  readonly body: string;
  readonly fileName: string;
  readonly sha256: string;
}

/** A flow as loaded and validated; what `compile` takes. */
export interface LoadedFlow {
  readonly definition: FlowFile;
  readonly fileName: string;
  readonly source: DefinitionSource;
  readonly sha256: string;
}

/** The part of an angle that decides whether it takes part. */
export type Gate = Pick<
  Angle,
  | 'minBand'
  | 'signals'
  | 'minHits'
  | 'briefWords'
  | 'addedFiles'
  | 'fileKinds'
  | 'nearby'
  | 'requires'
  | 'unless'
  | 'onlyNamed'
  | 'domains'
>;

/** What must hold at run time for a step to run; see `when` of a plan step. */
export type StepCondition = NonNullable<PlanStep['when']>;

interface GraphBase {
  readonly id: string;
  readonly title: string;
  readonly needs: readonly Need[];
  readonly when: StepCondition | null;
}

export interface GraphCode extends GraphBase {
  readonly kind: 'code';
  readonly op: CodeOp;
  readonly trigger?: CodeStep['trigger'];
}

/** An agent step before the roster is decided and the prompt rendered. */
export interface GraphAgent extends GraphBase {
  readonly kind: 'agent';
  readonly persona: string;
  readonly role: AgentRole;
  readonly output: OutputShape;
  readonly question: string;
  readonly inputs: readonly string[];
  readonly gate: Gate;
  readonly files: FileSlice | undefined;
  readonly leads: readonly string[];
  readonly directives: readonly string[];
  readonly fields: readonly ExtraField[];
  readonly yagni: FlowFile['contracts']['yagni'] | undefined;
  readonly roleOverride: string | undefined;
  /** Works without the workspace: nothing of it stands in the prompt. */
  readonly isolated: boolean;
  readonly cover: readonly string[];
}

/** Both forms of a flow compile to a list of these, in the order of the file. */
export type GraphStep = GraphCode | GraphAgent;

export const openGate: Gate = {
  minBand: 'small',
  signals: [],
  minHits: 1,
  briefWords: [],
  addedFiles: [],
  fileKinds: [],
  nearby: false,
  requires: {},
  unless: { signals: [], subject: [] },
  onlyNamed: false,
  domains: [],
};

/** True when the gate depends on what the scope or the brief shows, not only on the band. */
export function isConditional(gate: Gate): boolean {
  return gate.signals.length + gate.briefWords.length + gate.addedFiles.length + gate.fileKinds.length > 0;
}

interface Node {
  readonly id: string;
  readonly needs: readonly Need[];
}

/** The steps of one cycle in order, first one repeated at the end; null when the graph has none. */
export function findCycle(steps: readonly Node[]): string[] | null {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const done = new Set<string>();
  for (const root of steps) {
    const path: string[] = [];
    const onPath = new Set<string>();
    // Explicit stack: a hostile flow may chain its steps deeply.
    const stack: { id: string; next: number }[] = [{ id: root.id, next: 0 }];
    while (stack.length > 0) {
      const frame = stack.at(-1);
      if (frame === undefined) break;
      if (frame.next === 0) {
        if (done.has(frame.id)) {
          stack.pop();
          continue;
        }
        path.push(frame.id);
        onPath.add(frame.id);
      }
      const need = byId.get(frame.id)?.needs[frame.next++];
      if (need === undefined) {
        done.add(frame.id);
        onPath.delete(frame.id);
        path.pop();
        stack.pop();
      } else if (onPath.has(need.step)) {
        return [...path.slice(path.indexOf(need.step)), need.step];
      } else if (byId.has(need.step)) {
        stack.push({ id: need.step, next: 0 });
      }
    }
  }
  return null;
}

/** Longest path from a source for each step, by id. The graph must have no cycle. */
export function waves(steps: readonly Node[]): Map<string, number> {
  const result = new Map<string, number>();
  // Each round settles at least one step of an acyclic graph, so `steps.length` rounds are enough.
  for (let round = 0; round < steps.length && result.size < steps.length; round++) {
    for (const step of steps) {
      if (result.has(step.id)) continue;
      const below = step.needs.map((need) => result.get(need.step));
      if (below.every((wave) => wave !== undefined)) result.set(step.id, Math.max(-1, ...below) + 1);
    }
  }
  return result;
}
