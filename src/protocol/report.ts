import { z } from 'zod';
import { citationSchema, confidenceSchema, excludedSchema, openQuestionSchema, severitySchema } from './finding.ts';
import { bandSchema } from './plan.ts';

export const verdictSchema = z.enum(['complete', 'partial', 'not-reviewed']);
export type Verdict = z.infer<typeof verdictSchema>;

/** What a report can be exported as. */
export const reportFormatSchema = z.enum(['md', 'html', 'json', 'sarif']);
export type ReportFormat = z.infer<typeof reportFormatSchema>;

export const reportFindingSchema = z.object({
  /** Stable within the report: CRIT-001, WARN-001, SUGG-001, SEC-001, YAGNI-001, E-001, G-001, TP-001, LEAD-001. */
  id: z.string(),
  kind: z.enum(['finding', 'lead']),
  title: z.string(),
  severity: severitySchema,
  category: z.string(),
  persona: z.string(),
  /** Step that raised it, for "open the agent that said this". */
  step: z.string(),
  claim: z.string(),
  recommendation: z.string(),
  confidence: confidenceSchema,
  citations: z.array(citationSchema),
  /** Personas that raised the same thing and were merged into this one. */
  alsoRaisedBy: z.array(z.string()),
  /** Ids of findings that pull in the opposite direction, cross-references, demotion notes. */
  notes: z.array(z.string()),
});
export type ReportFinding = z.infer<typeof reportFindingSchema>;

/** Extra text of a report, in order, rendered as Markdown under its heading. */
export const reportSectionSchema = z.object({
  heading: z.string(),
  markdown: z.string(),
  /** lead: before the findings. body: part of the document. appendix: after it. */
  place: z.enum(['lead', 'body', 'appendix']).default('appendix'),
});
export type ReportSection = z.infer<typeof reportSectionSchema>;

export const reportSchema = z.object({
  schema: z.literal('boocode.report/1'),
  run: z.object({
    id: z.string(),
    flow: z.string(),
    title: z.string(),
    band: bandSchema,
    bandReason: z.string(),
    backend: z.string(),
    model: z.string().nullable(),
    startedAt: z.string(),
    endedAt: z.string(),
    commit: z.string().nullable(),
    dirty: z.boolean().nullable(),
    planHash: z.string(),
    scope: z.string(),
    brief: z.string(),
  }),
  verdict: verdictSchema,
  /** Why the verdict is not `complete`, one sentence each; empty when it is. */
  verdictReasons: z.array(z.string()),
  account: z.object({
    steps: z.object({
      planned: z.number().int(),
      completed: z.number().int(),
      failed: z.number().int(),
      skipped: z.number().int(),
    }),
    files: z.object({
      inScope: z.number().int(),
      opened: z.number().int(),
      openedList: z.array(z.string()),
      skipped: z.number().int(),
    }),
    findings: z.object({
      raised: z.number().int(),
      /** Findings in the body by the status of their citations; `unverified` ones are shown as such or excluded. */
      verified: z.number().int(),
      reanchored: z.number().int(),
      unverified: z.number().int(),
      excluded: z.number().int(),
      merged: z.number().int(),
      suppressed: z.number().int(),
    }),
    tokens: z.object({ input: z.number().int(), output: z.number().int() }),
    durationMs: z.number().int(),
    budgetNotes: z.array(z.string()),
  }),
  steps: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      persona: z.string().nullable(),
      state: z.string(),
      note: z.string(),
    }),
  ),
  roster: z.array(z.object({ persona: z.string(), angle: z.string(), included: z.boolean(), reason: z.string() })),
  findings: z.array(reportFindingSchema),
  excluded: z.array(excludedSchema),
  openQuestions: z.array(openQuestionSchema),
  sections: z.array(reportSectionSchema),
  skippedFiles: z.array(z.object({ path: z.string(), reason: z.string() })),
  notRun: z.array(z.string()),
  workspaceUnchanged: z.boolean().nullable(),
  /** Paths that differ between the fingerprints before and after, when any. */
  workspaceChanges: z.array(z.string()),
  /** Said right below the verdict: that this is a draft and nothing was posted. Empty: nothing to say. */
  notice: z.string().default(''),
  /** What was cut from prompts to make them fit, per step. */
  trimmed: z.array(z.string()).default([]),
  /** Files that the report offers for saving: the draft alone, the summary page. Bounded by the engine. */
  artifacts: z
    .array(z.object({ name: z.string(), mediaType: z.enum(['text/markdown', 'text/html']), content: z.string() }))
    .default([]),
});
export type Report = z.infer<typeof reportSchema>;
