import { z } from 'zod';

/**
 * What a writer's document consists of. A flow file declares it, the compiler freezes it into the plan, the prompt explains it to
 * the writer, the engine checks the answer against it and renders it. Prose is Markdown under fixed headings; everything that code
 * can check (ids, order, dependencies, evidence) is a record.
 */

const name = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/);
const line = z
  .string()
  .min(1)
  .max(400)
  .regex(/^[^\r\n]+$/);
const text = z.string().trim().min(1).max(2000);
const count = z.number().int().min(0).max(500);

/** Bounds of a text. The engine asks once for a repair, then says in the report what is too long. */
export const textLimitsSchema = z.strictObject({
  words: count.optional().describe('Most words.'),
  characters: z.number().int().min(1).max(20_000).optional().describe('Most characters.'),
  sentences: count.optional().describe('Most sentences of a paragraph text.'),
  minItems: count.optional().describe('Fewest list items.'),
  items: count.optional().describe('Most list items.'),
  itemWords: count.optional().describe('Most words of one list item.'),
});
export type TextLimits = z.infer<typeof textLimitsSchema>;

/** Sections that the engine computes from the plan, the merged findings and the writer's records. */
export const computedSectionIds = [
  'next-step',
  'review-table',
  'review-recommendation',
  'review-event',
  'review-findings',
  'fix-plan',
  'gap-magnitude',
  'gap-index',
  'gap-details',
  'gap-swarm',
  'gap-caveats',
  'test-plan',
  'test-coverage',
  'dropped-cases',
  'claim-ledger',
  'spec-maturity',
  'decision-counts',
  'major-findings',
  'minor-findings',
  'team',
  'sources',
  'not-published',
  'publish-commands',
  'blocker-links',
  'suggested-name',
  'follow-up-edits',
  'document-metrics',
  'html-page',
  'not-found',
] as const;
export const computedSectionSchema = z.enum(computedSectionIds);
export type ComputedSection = z.infer<typeof computedSectionSchema>;

/** One heading of the report, in order. */
export const sectionSpecSchema = z
  .strictObject({
    heading: line.max(80),
    from: z
      .enum(['writer', 'records', 'steps', 'deferred', 'brief', 'engine'])
      .default('writer')
      .describe(
        'writer: text of the synthesizer. records: a list of its records. steps: findings that these steps raised. deferred: what was put off. brief: the words of the user. engine: computed by code.',
      ),
    text: text.optional().describe('writer: what belongs under this heading, said to the writer.'),
    required: z.boolean().default(true).describe('false: may be left out when there is nothing to say.'),
    plain: z
      .boolean()
      .default(false)
      .describe('Plain language: no paths, line numbers, identifiers or library names. Checked by code.'),
    diagram: z
      .enum(['none', 'allowed', 'required'])
      .default('none')
      .describe('Whether a Mermaid flowchart stands in this section.'),
    limits: textLimitsSchema.optional(),
    records: name.optional().describe('records: which list.'),
    table: z.boolean().default(false).describe('records: one row each instead of a block each.'),
    steps: z.array(z.string().max(64)).max(24).optional().describe('steps: ids of the steps.'),
    compute: computedSectionSchema.optional().describe('engine: which computation.'),
    empty: line
      .optional()
      .describe('What the report says when there is nothing. Without it an empty section is left out.'),
    appendix: z.boolean().default(false).describe('Stands after the document proper and is not part of the draft.'),
  })
  .describe('One section of the report.');
export type SectionSpec = z.infer<typeof sectionSpecSchema>;

export const fieldSpecSchema = z.strictObject({
  name: name.describe('camelCase name of the JSON field.'),
  label: line.max(60).optional().describe('Shown in the report. Default: the name in words.'),
  text: line.describe('What to write there.'),
  kind: z
    .enum(['text', 'list', 'enum', 'ids', 'path', 'command', 'number'])
    .default('text')
    .describe(
      'ids: ids of records or findings. path: a file of the workspace, must exist. command: a shell command; one that no evidence shows is marked unverified. list: several texts.',
    ),
  values: z.array(line.max(60)).max(20).optional().describe('enum: the words allowed.'),
  of: z.array(name).max(6).optional().describe('ids: which record lists, or "findings". Default: any.'),
  required: z.boolean().default(true),
  plain: z.boolean().default(false),
  limits: textLimitsSchema.optional(),
});
export type FieldSpec = z.infer<typeof fieldSpecSchema>;

/** A list of like things that the writer returns as JSON. Every record has `id`, `title` and `evidence` besides its fields. */
export const recordSpecSchema = z.strictObject({
  name,
  title: line.max(60).describe('What one of them is called, e.g. "Decision".'),
  prefix: z
    .string()
    .regex(/^[A-Z]{1,5}$/)
    .describe('Ids in the report are this and a number: D-1, W-2.'),
  text: text.describe('What belongs in this list, said to the writer.'),
  min: count.default(0),
  max: count.default(60),
  fields: z.array(fieldSpecSchema).max(14).default([]),
  evidence: z
    .enum(['required', 'optional', 'none'])
    .default('optional')
    .describe('required: a record that cites no finding that is there goes to Excluded.'),
  need: z
    .boolean()
    .default(false)
    .describe('Each carries the need that justifies it; one without goes to Deferred (YAGNI).'),
  challenge: z.boolean().default(false).describe('Validators give a verdict on each.'),
  dependsOn: name.optional().describe('Field of kind ids that orders this list: backward only, no cycles.'),
  orderBy: name.optional().describe('Enum field whose order of values sorts the list.'),
  forced: z
    .strictObject({ field: name, to: line.max(60), words: z.array(line.max(60)).min(1).max(40) })
    .optional()
    .describe('A record whose text has one of the words gets this value, whatever the writer said.'),
  cascade: z
    .strictObject({ field: name, when: line.max(60), to: line.max(60), through: name })
    .optional()
    .describe('When `field` of a record is `when`, records that name it in `through` get `to`.'),
});
export type RecordSpec = z.infer<typeof recordSpecSchema>;

/** Checks of the document as a whole that a flow switches on. All others apply to every document. */
export const documentCheckIds = [
  'banned-words',
  'no-external-references',
  'no-nested-fences',
  'two-paths-differ',
  'sole-basis',
  'every-finding-addressed',
  'recommendation-inflation',
  'exploratory-marks',
  'checkboxes-proven',
  'single-repository-blockers',
  'gap-both-sides',
] as const;
export const documentCheckSchema = z.enum(documentCheckIds);
export type DocumentCheck = z.infer<typeof documentCheckSchema>;

export const documentSpecSchema = z.object({
  sections: z.array(sectionSpecSchema),
  records: z.array(recordSpecSchema),
  checks: z.array(documentCheckSchema),
  /** What the one-sentence conclusion states; null: the document has none. Validators may refute it as "conclusion". */
  conclusion: z.string().nullable(),
  /** The document defers what is not needed (YAGNI); then the writer is asked for the list. */
  deferred: z.boolean(),
  /** File name under which the document alone is offered as a draft; null: none. */
  draft: z.string().nullable(),
  /** Said at the top, e.g. that nothing was posted. Empty: nothing. */
  notice: z.string(),
});
export type DocumentSpec = z.infer<typeof documentSpecSchema>;

/** A document of nothing: where a plan has none, and to build others on. */
export const emptyDocumentSpec: DocumentSpec = {
  sections: [],
  records: [],
  checks: [],
  conclusion: null,
  deferred: false,
  draft: null,
  notice: '',
};

/** The five needs that justify building something now (YAGNI gate 1). */
export const needKindSchema = z.enum(['user', 'dependency', 'contract', 'regulation', 'incident']);
export type NeedKind = z.infer<typeof needKindSchema>;

export const documentRecordSchema = z.object({
  /** Report id, e.g. D-1: given by the engine. */
  id: z.string(),
  title: z.string(),
  /** Ids of merged findings that carry it. */
  evidence: z.array(z.string()),
  need: z.object({ kind: needKindSchema, ref: z.string() }).nullable(),
  /** By field name. `list`, `ids`: list of strings; all others: one string. */
  fields: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  /** What the engine changed or could not settle, for people. */
  notes: z.array(z.string()),
});
export type DocumentRecord = z.infer<typeof documentRecordSchema>;

export const deferredItemSchema = z.object({
  item: z.string(),
  why: z.string(),
  reopenWhen: z.string(),
  source: z.string(),
});
export type DeferredItem = z.infer<typeof deferredItemSchema>;

/** What a rewrite did about a refuted point. */
export const responseSchema = z.object({
  target: z.string(),
  action: z.enum(['adjusted', 'withdrawn', 'rejected']),
  reason: z.string(),
});

/** A writer's document after parsing and checks: bounded, ids assigned, ids that lead nowhere stripped. */
export const writtenDocumentSchema = z.object({
  conclusion: z.string(),
  confidence: z.enum(['high', 'medium', 'low']),
  /** Headings as in the spec, in its order; Markdown. */
  sections: z.array(z.object({ heading: z.string(), markdown: z.string() })),
  /** By name of the record list, in report order. */
  records: z.record(z.string(), z.array(documentRecordSchema)),
  deferred: z.array(deferredItemSchema),
  responses: z.array(responseSchema),
  /** What code repaired, and what remained wrong after the challenge; for people. */
  notes: z.array(z.string()),
  /** Rules that must hold and do not: the verdict says partial. */
  failures: z.array(z.string()),
});
export type WrittenDocument = z.infer<typeof writtenDocumentSchema>;
