import { z } from 'zod';
import { type WrittenDocument, writtenDocumentSchema } from '../../protocol/document.ts';
import type { AgentOutput } from '../../protocol/events.ts';
import {
  type Citation,
  citationSchema,
  type Excluded,
  type Finding,
  type OpenQuestion,
  type Trust,
  type Violation,
} from '../../protocol/finding.ts';
import type { RawDocument } from '../document/rawDocument.ts';
import { fixSchema, type RootCause, rootCauseSchema, strategySchema, verdictWordSchema } from './answer.ts';
import { isFound } from './found.ts';

/** A validator's verdict after its citations were checked. `key` is unique within a run: `<step>#v<ordinal>`. */
export const judgedVerdictSchema = z.object({
  key: z.string(),
  step: z.string(),
  persona: z.string(),
  target: z.string(),
  verdict: verdictWordSchema,
  strategy: strategySchema,
  hypothesis: z.string(),
  investigation: z.string(),
  citations: z.array(citationSchema),
  /** What it judges stands on texts, so that the words of a text that was handed over may speak against it. */
  texts: z.literal(true).optional(),
});
export type JudgedVerdict = z.infer<typeof judgedVerdictSchema>;

/** The parts of a judged answer that only some flows have; stored as `AgentOutput.extra`. */
export const answerExtraSchema = z.object({
  verdicts: z.array(judgedVerdictSchema).optional(),
  rootCause: rootCauseSchema.optional(),
  fixes: z.array(fixSchema).optional(),
  /** The checked document of a writer. */
  document: writtenDocumentSchema.optional(),
  /** What was tolerated or corrected in the answer as a whole. */
  notes: z.array(z.string()).default([]),
  /** What the check did to single findings, by finding key. */
  findingNotes: z.array(z.object({ key: z.string(), notes: z.array(z.string()) })).default([]),
  /** Fields of the answer that the base shape does not know. */
  fields: z.record(z.string(), z.unknown()).default({}),
});
export type AnswerExtra = z.infer<typeof answerExtraSchema>;

/** A judged answer: every entry of its findings list is in `findings` or in `excluded`. */
export interface JudgedAnswer {
  readonly ok: true;
  readonly markdown: string;
  readonly findings: Finding[];
  readonly excluded: Excluded[];
  readonly checked: string[];
  readonly openQuestions: OpenQuestion[];
  /** Worth one challenge round; what remains after it goes into the report. */
  readonly violations: Violation[];
  /** Parse with `readExtra`. */
  readonly extra: Record<string, unknown>;
  /** The document as parsed, to join it with the answer to a challenge. Not stored. */
  readonly raw?: RawDocument;
}

export type Judgement = JudgedAnswer | { readonly ok: false; readonly violations: Violation[] };

/** The shape-specific parts of a stored output; empty ones when they do not parse. */
export function readExtra(output: Pick<AgentOutput, 'extra'>): AnswerExtra {
  const parsed = answerExtraSchema.safeParse(output.extra);
  return parsed.success ? parsed.data : { notes: [], findingNotes: [], fields: {} };
}

/** The checked document of a writer's answer; null when it has none. */
export function readDocument(output: Pick<AgentOutput, 'extra'>): WrittenDocument | null {
  return writtenDocumentSchema.safeParse(output.extra['document']).data ?? null;
}

/** Is this an answer that names something: a finding, an exclusion, a verdict, a root cause, a document, or at least what it looked at? */
export function saysSomething(output: Pick<AgentOutput, 'findings' | 'excluded' | 'checked' | 'extra'>): boolean {
  const extra = readExtra(output);
  return (
    output.findings.length + output.excluded.length + output.checked.length > 0 ||
    (extra.verdicts ?? []).length > 0 ||
    extra.rootCause !== undefined ||
    extra.document !== undefined
  );
}

/** Was the answer cut off, also after the challenge? */
export function wasTruncated(output: Pick<AgentOutput, 'violations'>): boolean {
  return output.violations.some((violation) => violation.rule === 'truncated');
}

/**
 * Targets that stand for what the writer concluded rather than for a finding. `records` are the ids of a document's records: they
 * are part of what was concluded.
 */
export function isConclusion(target: string, records: ReadonlySet<string> = noRecords): boolean {
  return records.has(target.trim()) || /^(?:root[- ]?cause|conclusion|fix(?:[- ]?\d{1,4})?)$/i.test(target.trim());
}

const noRecords: ReadonlySet<string> = new Set();
/** What can speak against the code: only the code. */
const codeOnly: readonly Trust[] = ['codebase'];
/** What can speak against a document: the code, and the words of the texts that it was written from. */
export const codeAndTexts: readonly Trust[] = ['codebase', 'provided'];

type Speaking = { readonly citations: readonly Citation[] } & Pick<JudgedVerdict, 'texts'>;

/** What can speak against the target of a verdict, unless the caller knows better. */
function speaksAgainst(verdict: Speaking): readonly Trust[] {
  return verdict.texts === true ? codeAndTexts : codeOnly;
}

/** Does a finding stand on the words of texts alone? Then such words may also speak against it. */
export function standsOnTexts(citations: readonly Citation[]): boolean {
  const found = citations.filter(isFound);
  return found.length > 0 && found.every((citation) => citation.trust === 'provided');
}

/** The first place that a verdict cites and the engine found, of these classes of trust. */
export function counterEvidence(
  verdict: Speaking,
  trusted: readonly Trust[] = speaksAgainst(verdict),
): Citation | undefined {
  return verdict.citations.find((citation) => trusted.includes(citation.trust) && isFound(citation));
}

/**
 * A refutation counts only with counter-evidence that the engine found: in the code; for what a document says, for findings that stand on
 * texts alone, and in a flow that works on texts alone also in the texts that were given.
 */
export function isStandingRefutation(
  verdict: Speaking & Pick<JudgedVerdict, 'verdict'>,
  trusted: readonly Trust[] = speaksAgainst(verdict),
): boolean {
  return verdict.verdict === 'refuted' && counterEvidence(verdict, trusted) !== undefined;
}

/**
 * Does a standing refutation hit what was concluded? With a document: its conclusion, one of its records, or a finding that these cite.
 * With a root cause: itself, or a finding its causal chain stands on. With neither: any standing refutation does.
 */
export function conclusionRefuted(
  verdicts: readonly JudgedVerdict[],
  rootCause: RootCause | undefined,
  document: WrittenDocument | null = null,
): boolean {
  if (document !== null) {
    const records = Object.values(document.records).flat();
    const ids = new Set(records.map((record) => record.id));
    const leansOn = new Set([
      ...records.flatMap((record) => record.evidence),
      ...(document.conclusion.match(/[A-Z]{1,6}-\d{1,5}/g) ?? []),
    ]);
    return verdicts.some((verdict) =>
      isConclusion(verdict.target, ids)
        ? isStandingRefutation(verdict, codeAndTexts)
        : leansOn.has(verdict.target) && isStandingRefutation(verdict),
    );
  }
  const leansOn = new Set(rootCause?.chain.flatMap((link) => link.evidence));
  return verdicts
    .filter((verdict) => isStandingRefutation(verdict))
    .some(({ target }) => rootCause === undefined || isConclusion(target) || leansOn.has(target));
}
