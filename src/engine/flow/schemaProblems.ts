import { z } from 'zod';
import { didYouMean, type FlowProblem } from './problem.ts';
import type { DefinitionPath, YamlText } from './yamlText.ts';

/** Turns what zod found wrong into problems with a place, and with what to write instead. */
export function schemaProblems(error: z.ZodError, schema: z.ZodType, yaml: YamlText, file: string): FlowProblem[] {
  const issues = error.issues.slice(0, 50).flatMap((issue) => meant(issue));
  return issues.slice(0, 50).flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
    const at = path.length === 0 ? 'the file' : `"${pathText(path)}"`;
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(schema, path);
      return issue.keys.map((key) => ({
        file,
        ...yaml.locateKey(path, key),
        rule: 'unknown-key',
        message: `"${key}" is not a key of ${at}.`,
        fix: didYouMean(key, known),
      }));
    }
    const missing = issue.code === 'invalid_type' && valueAt(yaml.value, path) === undefined;
    if (missing) {
      const key = String(path.at(-1));
      const parent = path.slice(0, -1);
      const where = parent.length === 0 ? 'the file' : `"${pathText(parent)}"`;
      return [
        {
          file,
          ...yaml.locate(parent),
          rule: 'missing-key',
          message: `"${key}" is missing in ${where}.`,
          fix: `Add "${key}:" (${issue.expected}).`,
        },
      ];
    }
    return [
      {
        file,
        ...yaml.locate(path),
        rule: 'value',
        message: `${at}: ${clean(issue.message)}`,
        fix: valueFix(issue, yaml.value, path),
      },
    ];
  });
}

/** Of a value that may have several forms: what is wrong with the form that its author meant, judged by its type. */
function meant(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const form = issue.errors.find(
    (errors) => !errors.some((inner) => inner.code === 'invalid_type' && inner.path.length === 0),
  );
  if (form === undefined) return [issue];
  return form.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** `steps[2].needs`, as people point at it. */
export function pathText(path: DefinitionPath): string {
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${part}`)).join('');
}

function valueFix(issue: z.core.$ZodIssue, value: unknown, path: DefinitionPath): string {
  switch (issue.code) {
    case 'invalid_value': {
      const allowed = issue.values.map(String);
      const given = valueAt(value, path);
      return typeof given === 'string' ? didYouMean(given, allowed) : `Use one of: ${allowed.join(', ')}.`;
    }
    case 'invalid_type':
      return `Write a value of type ${issue.expected}.`;
    case 'invalid_format':
      return 'Use lower-case letters, digits and hyphens, starting with a letter or digit, on one line.';
    case 'too_big':
      return `At most ${issue.maximum}.`;
    case 'too_small':
      return `At least ${issue.minimum}.`;
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'unrecognized_keys':
    case 'custom':
      return 'See the description of this key in the schema.';
  }
}

function clean(message: string): string {
  return message
    .slice(0, 200)
    .replace(/^Invalid input: /, '')
    .replace(/\.?$/, '.');
}

function valueAt(value: unknown, path: DefinitionPath): unknown {
  let here = value;
  for (const part of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, part)) return undefined;
    here = Reflect.get(here, part);
  }
  return here;
}

/** The keys that the schema knows for the map at `path`; empty when it is not a map of fixed keys. */
function keysAt(schema: unknown, path: DefinitionPath): string[] {
  let here = unwrap(schema);
  for (const part of path) {
    if (here instanceof z.ZodObject) here = unwrap(here.shape[String(part)]);
    else if (here instanceof z.ZodArray) here = unwrap(here.element);
    else if (here instanceof z.ZodRecord) here = unwrap(here.valueType);
    else return [];
  }
  return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
}

function unwrap(schema: unknown): unknown {
  let here = schema;
  while (here instanceof z.ZodOptional || here instanceof z.ZodDefault || here instanceof z.ZodNullable)
    here = here.unwrap();
  // A value of several forms: only one of them has keys.
  if (here instanceof z.ZodUnion) return here.options.map(unwrap).find((option) => option instanceof z.ZodObject);
  return here;
}
