import { z } from 'zod';
import {
  confidenceSchema,
  severitySchema,
  trustSchema,
  type Violation,
  violationSchema,
} from '../../protocol/finding.ts';
import { rawMembersSchema } from '../document/rawDocument.ts';

/** A citation as the agent wrote it, brought into shape but not yet compared with any file. */
export const rawCitationSchema = z.object({
  /** Place in the answer, for violations: `findings[2].evidence[0]`. */
  at: z.string(),
  trust: trustSchema,
  path: z.string(),
  startLine: z.number().int().positive().nullable(),
  endLine: z.number().int().positive().nullable(),
  quote: z.string(),
  /** The quote was longer than the bound; only its head is kept and compared. */
  quoteCut: z.boolean(),
  url: z.string(),
  /** The day on which a web source was read, as written; empty or missing when it is not said. */
  retrieved: z.string().optional(),
});
export type RawCitation = z.infer<typeof rawCitationSchema>;

export const rawFindingSchema = z.object({
  at: z.string(),
  title: z.string(),
  /** Null: the answer named none that is known. */
  severity: severitySchema.nullable(),
  category: z.string(),
  claim: z.string(),
  recommendation: z.string(),
  confidence: confidenceSchema,
  kind: z.enum(['finding', 'lead']),
  evidence: z.array(rawCitationSchema),
  extra: z.record(z.string(), z.unknown()).optional(),
});
export type RawFinding = z.infer<typeof rawFindingSchema>;

export const verdictWordSchema = z.enum(['confirmed', 'refuted', 'partial', 'inconclusive']);
export const strategySchema = z.enum(['evidence', 'fix', 'assumptions', 'gathering']);

export const rawVerdictSchema = z.object({
  at: z.string(),
  target: z.string(),
  verdict: verdictWordSchema,
  strategy: strategySchema,
  hypothesis: z.string(),
  investigation: z.string(),
  evidence: z.array(rawCitationSchema),
});
export type RawVerdict = z.infer<typeof rawVerdictSchema>;

export const rootCauseSchema = z.object({
  summary: z.string(),
  chain: z.array(z.object({ text: z.string(), evidence: z.array(z.string()) })),
});
export type RootCause = z.infer<typeof rootCauseSchema>;

export const fixSchema = z.object({
  path: z.string(),
  change: z.string(),
  evidence: z.array(z.string()),
  details: z.string(),
});
export type Fix = z.infer<typeof fixSchema>;

/** Something in the findings list that could not be taken as a finding. */
export const rejectedItemSchema = z.object({ title: z.string(), reason: z.string(), rule: z.enum(['shape', 'limit']) });
export type RejectedItem = z.infer<typeof rejectedItemSchema>;

/** An answer after parsing. Every entry of its findings list is in `findings` or in `rejected`. */
export const answerSchema = z.object({
  findings: z.array(rawFindingSchema),
  rejected: z.array(rejectedItemSchema),
  checked: z.array(z.string()),
  openQuestions: z.array(z.object({ question: z.string(), assumption: z.string() })),
  /** Null when the answer has no such part. */
  verdicts: z.array(rawVerdictSchema).nullable(),
  rootCause: rootCauseSchema.nullable(),
  fixes: z.array(fixSchema).nullable(),
  /** The document part of the json block; the prose is apart. */
  document: rawMembersSchema.nullable(),
  /** Fields of the answer itself that the base shape does not know, bounded. */
  extra: z.record(z.string(), z.unknown()).optional(),
});
export type Answer = z.infer<typeof answerSchema>;

export type ParsedAnswer =
  | {
      readonly ok: true;
      readonly answer: Answer;
      readonly violations: readonly Violation[];
      /** What was tolerated without asking the agent again; for the account. */
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly violations: readonly Violation[] };

/** One broken rule. */
export function violation(at: string, rule: string, message: string): Violation {
  return violationSchema.parse({ at, rule, message });
}
