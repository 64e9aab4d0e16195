import { z } from 'zod';

/** Id of a flow, persona or step: safe in file names, prompts and report links. */
export const nameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/)
  .describe('Lower-case letters, digits and hyphens; at most 64 characters.');

/** One line of text for people. */
export const lineSchema = z
  .string()
  .min(1)
  .max(400)
  .regex(/^[^\r\n]+$/);

export const tierSchema = z
  .enum(['high', 'mid', 'light'])
  .describe('How strong a model the persona needs when several are at hand.');

/** Front matter of `agents/<name>.md`; the Markdown body below it is the prompt. */
export const personaFrontMatterSchema = z
  .strictObject({
    name: nameSchema.describe('Id of the persona. Must equal the file name without .md.'),
    title: lineSchema
      .max(80)
      .describe('Name for people, e.g. "Concurrency Analyst". A brief that contains it calls this persona in.'),
    domain: lineSchema.max(120).describe('The field this persona judges, in a few words.'),
    tier: tierSchema,
    // 50 tokens at about 4 characters each: longer role lines dilute the rest of the prompt on small models.
    role: lineSchema
      .max(200)
      .describe('Role line: domain, job and stance in fewer than 50 tokens. First line of the rendered persona.'),
  })
  .describe('Front matter of a BooCode Orchestrator persona.');

export type PersonaFrontMatter = z.infer<typeof personaFrontMatterSchema>;
