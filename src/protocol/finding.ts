import { z } from 'zod';

export const severitySchema = z.enum(['critical', 'warning', 'suggestion']);
export type Severity = z.infer<typeof severitySchema>;
export const confidenceSchema = z.enum(['high', 'medium', 'low']);
export type Confidence = z.infer<typeof confidenceSchema>;
export const trustSchema = z.enum(['codebase', 'web', 'provided']);
export type Trust = z.infer<typeof trustSchema>;

/** Where a citation ended up after the engine compared it with the file. `unchecked` is for
 * web items; a `provided` quote is verified against the brief or the results handed over: a statement, not a fact of the code. */
export const citationStatusSchema = z.enum(['verified', 'reanchored', 'unverified', 'unchecked']);
export type CitationStatus = z.infer<typeof citationStatusSchema>;

/** A citation after the check. Lines are 1-based and inclusive, as the file is now (re-anchored ones are corrected). */
export const citationSchema = z.object({
  trust: trustSchema,
  path: z.string().optional(),
  startLine: z.number().int().positive().optional(),
  endLine: z.number().int().positive().optional(),
  quote: z.string(),
  url: z.string().optional(),
  /** When a web source was read, as the agent says. */
  retrieved: z.string().optional(),
  status: citationStatusSchema,
  /** Why it is not `verified`, or what was corrected; for people. */
  note: z.string().optional(),
});
export type Citation = z.infer<typeof citationSchema>;

/** A finding after extraction and citation check. `key` is unique within a run: `<step>#<ordinal>`. */
export const findingSchema = z.object({
  key: z.string(),
  persona: z.string(),
  step: z.string(),
  title: z.string(),
  severity: severitySchema,
  category: z.string(),
  claim: z.string(),
  recommendation: z.string(),
  confidence: confidenceSchema,
  citations: z.array(citationSchema),
  /** `lead`: a deterministic signal hit that no model has judged (offline backend). */
  kind: z.enum(['finding', 'lead']).default('finding'),
  /** Extra fields that the flow asked for, as the model gave them (already bounded). */
  extra: z.record(z.string(), z.unknown()).optional(),
});
export type Finding = z.infer<typeof findingSchema>;

/** A finding that will not be shown as one, and why. Nothing is dropped without such an entry. */
export const excludedSchema = z.object({
  key: z.string(),
  title: z.string(),
  persona: z.string(),
  reason: z.string(),
  /** The check that excluded it, e.g. `citation`, `size-gate`, `reachability`, `cap`, `refuted`. */
  rule: z.string(),
});
export type Excluded = z.infer<typeof excludedSchema>;

export const openQuestionSchema = z.object({ question: z.string(), assumption: z.string(), persona: z.string() });
export type OpenQuestion = z.infer<typeof openQuestionSchema>;

/** One rule that an answer broke, said so that the agent can repair exactly that. */
export const violationSchema = z.object({
  /** `findings[2].evidence[0]`, or empty for the answer as a whole. */
  at: z.string(),
  rule: z.string(),
  message: z.string(),
});
export type Violation = z.infer<typeof violationSchema>;
