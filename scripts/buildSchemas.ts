import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { flowFileSchema } from '../src/protocol/definition/flowFile.ts';
import { personaFrontMatterSchema } from '../src/protocol/definition/personaFile.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'media', 'schemas');

interface SchemaFile {
  readonly path: string;
  readonly text: string;
}

/** The JSON schemas that editors complete and check definition files with, generated from the zod schemas. */
export function schemaFiles(): SchemaFile[] {
  return [
    file('flow.schema.json', 'BooCode Orchestrator flow', flowFileSchema),
    file('persona.schema.json', 'BooCode Orchestrator persona', personaFrontMatterSchema),
  ];
}

function file(name: string, title: string, schema: z.ZodType): SchemaFile {
  const generated = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
  });
  return { path: join(folder, name), text: `${JSON.stringify({ ...generated, title }, null, 2)}\n` };
}

/** Files whose content on disk is not what the schemas give now. */
export function staleSchemas(): string[] {
  return schemaFiles()
    .filter(({ path, text }) => read(path) !== text)
    .map(({ path }) => path);
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').replace(/\r\n/g, '\n');
  } catch {
    return null;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(folder, { recursive: true });
  for (const { path, text } of schemaFiles()) writeFileSync(path, text);
  console.log(`wrote ${schemaFiles().length} schemas to media/schemas`);
}
