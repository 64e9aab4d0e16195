import { z } from 'zod';
import { deferredItemSchema, responseSchema } from '../../protocol/document.ts';
import { confidenceSchema } from '../../protocol/finding.ts';

/** A record as the writer sent it, brought into shape. Nothing is checked against the flow yet. */
export const rawRecordSchema = z.object({
  /** Place in the answer, for violations: `records.options[2]`. */
  at: z.string(),
  /** 1-based over all records of the answer, refused ones included. Names the record in the run: `<step>#r<ordinal>`. */
  ordinal: z.number().int().positive(),
  /** The writer's own id; may be empty. */
  id: z.string(),
  title: z.string(),
  evidence: z.array(z.string()),
  /** `kind` as written. Null: the writer named none. */
  need: z.object({ kind: z.string(), ref: z.string() }).nullable(),
  fields: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
});
export type RawRecord = z.infer<typeof rawRecordSchema>;

/** Something in a record list that could not be taken as a record. */
export const rejectedRecordSchema = z.object({
  ordinal: z.number().int().positive(),
  /** The writer's own id, when it gave one. */
  id: z.string().optional(),
  title: z.string(),
  reason: z.string(),
  rule: z.enum(['shape', 'limit', 'withdrawn']),
});
export type RejectedRecord = z.infer<typeof rejectedRecordSchema>;

/** The part of a document that stands in the json block. */
export const rawMembersSchema = z.object({
  conclusion: z.string(),
  /** Null: none that is known was given. */
  confidence: confidenceSchema.nullable(),
  /** Lists under the names that the writer used. */
  lists: z.array(z.object({ name: z.string(), records: z.array(rawRecordSchema) })),
  rejected: z.array(rejectedRecordSchema),
  deferred: z.array(deferredItemSchema),
  responses: z.array(responseSchema),
});
export type RawMembers = z.infer<typeof rawMembersSchema>;
export type Response = z.infer<typeof responseSchema>;

export interface RawSection {
  readonly heading: string;
  readonly markdown: string;
}

export interface RawList {
  readonly name: string;
  readonly records: readonly RawRecord[];
}

/** Prose and members of one answer, sorted by what the flow declares. */
export interface RawDocument {
  readonly conclusion: string;
  readonly confidence: RawMembers['confidence'];
  /** Text above the first heading. */
  readonly preamble: string;
  /** Sections that the flow asks the writer for, with its headings, in its order; those that are there. */
  readonly sections: readonly RawSection[];
  /** Sections that it does not ask for, as written. */
  readonly strays: readonly RawSection[];
  /** Every list that the flow declares, in its order. */
  readonly lists: readonly RawList[];
  readonly rejected: readonly RejectedRecord[];
  readonly deferred: RawMembers['deferred'];
  readonly responses: RawMembers['responses'];
}
