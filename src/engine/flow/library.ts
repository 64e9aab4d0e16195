import { BooError } from '../../protocol/errors.ts';
import { compareText } from './canonical.ts';
import type { DefinitionSource, LoadedFlow, Persona } from './graph.ts';
import { parseFlow, type ParsedFlow, stem } from './parseFlow.ts';
import { parsePersona } from './parsePersona.ts';
import { didYouMean, type FlowProblem, formatProblem } from './problem.ts';
import { validateFlow } from './validateFlow.ts';

export interface DefinitionText {
  readonly fileName: string;
  readonly text: string;
  readonly source: DefinitionSource;
}

/** Every flow and persona that can be used, and what is wrong with the rest. Lists are sorted by name. */
export interface Library {
  readonly flows: readonly LoadedFlow[];
  readonly personas: ReadonlyMap<string, Persona>;
  readonly problems: readonly FlowProblem[];
  /** Throws BooError('flow_unknown'), or ('flow_invalid') when a file of that name exists but has problems. */
  flow(name: string): LoadedFlow;
}

const rank: Readonly<Record<DefinitionSource, number>> = { builtin: 0, user: 1, workspace: 2 };

/**
 * Reads flow files (`.yaml`, `.yml`) and persona files (`.md`) from texts. One bad file never hides the others. When two files
 * claim one name, the one shipped wins over the user's and that over the workspace's, so that a repository cannot
 * replace a flow behind the user's back; the other is reported as a problem.
 */
export function createLibrary(sources: readonly DefinitionText[]): Library {
  const ordered = [...sources].sort((a, b) => rank[a.source] - rank[b.source] || compareText(a.fileName, b.fileName));
  const problems: FlowProblem[] = [];
  const personas = new Map<string, Persona>();
  const parsed = new Map<string, { flow: ParsedFlow; source: DefinitionSource }>();
  for (const item of ordered) {
    if (/\.md$/i.test(item.fileName)) {
      const result = parsePersona(item.text, item.fileName);
      if (!result.ok) problems.push(...result.errors);
      else keep(personas, result.persona.name, result.persona, (kept) => kept.fileName, 'persona', problems);
    } else if (/\.ya?ml$/i.test(item.fileName)) {
      const result = parseFlow(item.text, item.fileName);
      if (!result.ok) problems.push(...result.errors);
      else
        keep(
          parsed,
          result.flow.definition.name,
          { flow: result.flow, source: item.source },
          (kept) => kept.flow.fileName,
          'flow',
          problems,
        );
    } else {
      const fix = 'Name flows *.yaml and personas *.md.';
      problems.push({
        file: item.fileName,
        line: 1,
        column: 1,
        rule: 'file-type',
        message: 'Neither a flow nor a persona.',
        fix,
      });
    }
  }
  const names = new Set(personas.keys());
  const flows: LoadedFlow[] = [];
  for (const { flow, source } of parsed.values()) {
    const wrong = validateFlow(flow, names);
    problems.push(...wrong);
    if (wrong.length === 0)
      flows.push({ definition: flow.definition, fileName: flow.fileName, source, sha256: flow.sha256 });
  }
  flows.sort((a, b) => compareText(a.definition.name, b.definition.name));
  return { flows, personas, problems, flow: (name) => find(name, flows, problems) };
}

function keep<T>(
  into: Map<string, T>,
  name: string,
  value: T,
  fileOf: (entry: T) => string,
  what: string,
  problems: FlowProblem[],
): void {
  const taken = into.get(name);
  if (taken === undefined) {
    into.set(name, value);
    return;
  }
  problems.push({
    file: fileOf(value),
    line: 1,
    column: 1,
    rule: 'clash',
    message: `The ${what} "${name}" is already defined by ${fileOf(taken)}, which is the one used.`,
    fix: 'Rename this file and its "name:".',
  });
}

function find(name: string, flows: readonly LoadedFlow[], problems: readonly FlowProblem[]): LoadedFlow {
  const flow = flows.find((candidate) => candidate.definition.name === name);
  if (flow !== undefined) return flow;
  const wrong = problems.find((problem) => stem(problem.file) === name && !problem.file.endsWith('.md'));
  if (wrong !== undefined) {
    throw new BooError('flow_invalid', `The flow "${name}" has a problem: ${formatProblem(wrong)}`, {
      where: `${wrong.file}:${wrong.line}:${wrong.column}`,
    });
  }
  const fix = didYouMean(
    name,
    flows.map((candidate) => candidate.definition.name),
  );
  throw new BooError('flow_unknown', `There is no flow "${name.slice(0, 80)}". ${fix}`);
}
