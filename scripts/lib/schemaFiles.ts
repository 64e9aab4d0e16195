import { join } from 'node:path';
import { z } from 'zod';
import { flowFileSchema } from '../../src/protocol/definition/flowFile.ts';
import { personaFrontMatterSchema } from '../../src/protocol/definition/personaFile.ts';
import type { GeneratedFile } from './generatedFile.ts';
import { repoRoot } from './paths.ts';

/** The JSON schemas that editors complete and check definition files with, generated from the zod schemas. */
export function schemaFiles(): GeneratedFile[] {
  return [
    file('flow.schema.json', 'BooCode Orchestrator flow', flowFileSchema),
    file('persona.schema.json', 'BooCode Orchestrator persona', personaFrontMatterSchema),
  ];
}

function file(name: string, title: string, schema: z.ZodType): GeneratedFile {
  const generated = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
  return { path: join(repoRoot, 'media/schemas', name), text: `${JSON.stringify({ ...generated, title }, null, 2)}\n` };
}
