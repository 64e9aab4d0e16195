import { personaFrontMatterSchema } from '../../protocol/definition/personaFile.ts';
import type { Persona } from './graph.ts';
import { sha256Hex } from './hash.ts';
import { normaliseText, stem } from './parseFlow.ts';
import type { FlowProblem } from './problem.ts';
import { schemaProblems } from './schemaProblems.ts';
import { maxDefinitionChars, parseYaml } from './yamlText.ts';

/** Longest persona body, in characters: about 3,000 tokens, half of what a small model can still follow with a task beside it. */
export const maxPersonaBody = 12_000;

export type ParsedPersonaResult =
  { readonly ok: true; readonly persona: Persona } | { readonly ok: false; readonly errors: FlowProblem[] };

/**
 * Parses one persona file: YAML front matter between two lines `---`, then the prompt in Markdown.
 * Never throws; places are 1-based in the whole file.
 */
export function parsePersona(text: string, fileName: string): ParsedPersonaResult {
  const source = normaliseText(text);
  const fail = (line: number, rule: string, message: string, fix: string): ParsedPersonaResult => ({
    ok: false,
    errors: [{ file: fileName, line, column: 1, rule, message, fix }],
  });
  if (source.length > maxDefinitionChars) {
    return fail(
      1,
      'size',
      `The file has ${source.length} characters; at most ${maxDefinitionChars} are read.`,
      'Shorten it.',
    );
  }
  const lines = source.split('\n');
  if (lines[0]?.trimEnd() !== '---')
    return fail(
      1,
      'front-matter',
      'The first line is not "---".',
      'Start the file with front matter between two lines "---".',
    );
  const end = lines.findIndex((line, i) => i > 0 && line.trimEnd() === '---');
  if (end < 0)
    return fail(1, 'front-matter', 'The front matter is not closed.', 'Add a line "---" after its last key.');
  // The first "---" becomes an empty line, so that line numbers in problems are those of the file.
  const read = parseYaml(['', ...lines.slice(1, end)].join('\n'), fileName);
  if (!read.ok) return read;
  const parsed = personaFrontMatterSchema.safeParse(read.yaml.value);
  if (!parsed.success) {
    if (read.yaml.value === null)
      return fail(2, 'front-matter', 'The front matter is empty.', 'Write name, title, domain, tier and role.');
    return { ok: false, errors: schemaProblems(parsed.error, personaFrontMatterSchema, read.yaml, fileName) };
  }
  if (parsed.data.name !== stem(fileName)) {
    const place = read.yaml.locate(['name']);
    const message = `The persona is named "${parsed.data.name}" but its file "${stem(fileName)}".`;
    return {
      ok: false,
      errors: [
        {
          file: fileName,
          ...place,
          rule: 'name',
          message,
          fix: `Write "name: ${stem(fileName)}", or rename the file.`,
        },
      ],
    };
  }
  const body = lines
    .slice(end + 1)
    .join('\n')
    .trim();
  if (body === '')
    return fail(end + 2, 'body', 'There is no text below the front matter.', 'Write the prompt of the persona there.');
  if (body.length > maxPersonaBody) {
    return fail(
      end + 2,
      'body',
      `The body has ${body.length} characters; at most ${maxPersonaBody} fit beside a task.`,
      'Shorten it.',
    );
  }
  return { ok: true, persona: { ...parsed.data, body, fileName, sha256: sha256Hex(source) } };
}
