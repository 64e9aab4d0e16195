import { z } from 'zod';
import { bandSchema } from '../plan.ts';
import { lineSchema, nameSchema } from './personaFile.ts';
import { signalsSchema, wordsSchema } from './words.ts';

const ruleSchema = z.strictObject({
  band: bandSchema,
  reason: lineSchema.describe('Said to the user when this rule decides.'),
  files: z.number().int().min(0).optional().describe('At least this many files in scope.'),
  lines: z.number().int().min(0).optional().describe('At least this many lines in scope (diff: changed lines).'),
  subsystems: z.number().int().min(0).optional().describe('At least this many code areas (folders) touched.'),
  crossCutting: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('At least this many groups of crossCutting with clear hits.'),
  specialists: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('At least this many gated angles whose signal or word matched.'),
  briefItems: z.number().int().min(0).optional().describe('At least this many list items or headings in the brief.'),
  projects: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('At least this many projects (roots with a manifest) in the workspace.'),
  subjectItems: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('At least this many headings of the second or third level in the documents that the brief names.'),
  signals: signalsSchema.min(1).optional().describe('Clear hits of one of these, as many as minHits says.'),
  workItems: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('At least this many work items in the documents that the brief names.'),
  findings: z.number().int().min(0).optional().describe('after discovery: at least this many findings of discovery.'),
  domains: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('after discovery: at least this many different values of the field "domain" among them.'),
  briefWords: wordsSchema.min(1).optional().describe('The brief contains one of these.'),
});
export type BandRule = z.infer<typeof ruleSchema>;

export const bandsSchema = z.strictObject({
  start: bandSchema.default('small').describe('Band when no rule holds.'),
  fixed: bandSchema.optional().describe('This flow knows one size only.'),
  withoutBase: bandSchema
    .optional()
    .describe('Band when there is nothing to compare with, so new and old code look alike.'),
  after: z
    .enum(['scope', 'discovery'])
    .default('scope')
    .describe(
      'What the size depends on. discovery: a code step applies the rules with `findings` and `domains` once discovery has ended, and decides which steps of the second wave run.',
    ),
  crossCutting: z
    .record(nameSchema, signalsSchema.min(1))
    .default({})
    .describe('Named groups of signals that reach across a system.'),
  minHits: z
    .number()
    .int()
    .min(1)
    .max(20)
    .default(2)
    .describe('Hits a group needs to count; fewer are doubtful and do not.'),
  rules: z
    .array(ruleSchema)
    .max(30)
    .default([])
    .describe('All conditions of a rule must hold. The largest band of the rules that hold wins.'),
  caps: z
    .strictObject({ small: z.number().int().min(1), medium: z.number().int().min(1), large: z.number().int().min(1) })
    .optional()
    .describe('Most angles per band; the weakest signals are left out first, and named.'),
});
export type BandsDefinition = z.infer<typeof bandsSchema>;
