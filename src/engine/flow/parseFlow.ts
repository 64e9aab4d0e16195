import { type FlowFile, flowFileSchema } from '../../protocol/definition/flowFile.ts';
import { sha256Hex } from './hash.ts';
import type { FlowProblem } from './problem.ts';
import { schemaProblems } from './schemaProblems.ts';
import { parseYaml, type YamlText } from './yamlText.ts';

/** A flow file that has the right form; whether its names resolve is for `validateFlow`. */
export interface ParsedFlow {
  readonly definition: FlowFile;
  readonly fileName: string;
  /** Over the text with LF line ends and without a BOM, so that a checkout on Windows has the same hash. */
  readonly sha256: string;
  readonly yaml: YamlText;
}

export type ParsedFlowResult =
  { readonly ok: true; readonly flow: ParsedFlow } | { readonly ok: false; readonly errors: FlowProblem[] };

/** LF line ends, no BOM. */
export function normaliseText(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}

/** `a/b/name.yaml` -> `name`. */
export function stem(fileName: string): string {
  const base = fileName.split(/[\\/]/).at(-1) ?? fileName;
  return base.replace(/\.[^.]*$/, '');
}

/**
 * Parses the text of one flow file. Never throws; every problem has a place (1-based) and says what to write instead.
 * `fileName` is used in problems as given; its base name must equal `name`.
 */
export function parseFlow(text: string, fileName: string): ParsedFlowResult {
  const source = normaliseText(text);
  const read = parseYaml(source, fileName);
  if (!read.ok) return read;
  const { yaml } = read;
  const parsed = flowFileSchema.safeParse(yaml.value);
  if (!parsed.success) return { ok: false, errors: schemaProblems(parsed.error, flowFileSchema, yaml, fileName) };
  const definition = parsed.data;
  const errors = formProblems(definition, yaml, fileName);
  if (definition.name !== stem(fileName)) {
    errors.push({
      file: fileName,
      ...yaml.locate(['name']),
      rule: 'name',
      message: `The flow is named "${definition.name}" but its file "${stem(fileName)}".`,
      fix: `Write "name: ${stem(fileName)}", or rename the file.`,
    });
  }
  if (errors.length > 0) return { ok: false, errors };
  return { ok: true, flow: { definition, fileName, sha256: sha256Hex(source), yaml } };
}

/** Rules about the form that a JSON schema with one object type cannot say. */
function formProblems(definition: FlowFile, yaml: YamlText, file: string): FlowProblem[] {
  const errors: FlowProblem[] = [];
  const add = (path: (string | number)[], rule: string, message: string, fix: string): void => {
    errors.push({ file, ...yaml.locate(path), rule, message, fix });
  };
  const { spine, steps } = definition;
  if (spine === undefined && steps === undefined)
    add([], 'form', 'The flow has neither "spine" nor "steps".', 'Add one of them.');
  if (spine !== undefined && steps !== undefined)
    add(['steps'], 'form', 'The flow has both "spine" and "steps".', 'Keep one of them.');
  steps?.forEach((step, i) => {
    const at = ['steps', i];
    if (step.op !== undefined && (step.persona !== undefined || step.question !== undefined)) {
      add(
        at,
        'form',
        `Step "${step.id}" has both "op" and "persona" or "question".`,
        'An engine step has "op" only; an agent step has "persona" and "question".',
      );
    } else if (step.op === undefined && (step.persona === undefined || step.question === undefined)) {
      add(
        at,
        'form',
        `Step "${step.id}" has no "op", and no complete "persona" plus "question".`,
        'Add "op:" for an engine step, or "persona:" and "question:" for an agent step.',
      );
    }
  });
  if (
    spine?.rewrite !== undefined &&
    (spine.synthesizer === undefined || !spine.validators.some((v) => v.output === 'verdicts'))
  ) {
    add(
      ['spine', 'rewrite'],
      'form',
      '"rewrite" needs a synthesizer and a validator with "output: verdicts".',
      'Add "synthesizer:" and "validators:", or remove "rewrite:".',
    );
  }
  definition.preflight.forEach((check, i) => {
    const needsWords = check.check === 'brief-words' || check.check === 'route' || check.check === 'need';
    if (needsWords && check.words === undefined)
      add(
        ['preflight', i],
        'form',
        `The check "${check.check}" has no "words".`,
        'Add "words:" with at least one word.',
      );
    if (check.check === 'route' && check.flow === undefined)
      add(['preflight', i], 'form', 'The check "route" names no flow.', 'Add "flow:".');
  });
  return errors;
}
