import { z } from 'zod';
import type { AgentOutput } from '../../protocol/events.ts';
import {
  type Citation,
  citationSchema,
  type Excluded,
  type Finding,
  type OpenQuestion,
  type Violation,
} from '../../protocol/finding.ts';
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
});
export type JudgedVerdict = z.infer<typeof judgedVerdictSchema>;

/** The parts of a judged answer that only some flows have; stored as `AgentOutput.extra`. */
export const answerExtraSchema = z.object({
  verdicts: z.array(judgedVerdictSchema).optional(),
  rootCause: rootCauseSchema.optional(),
  fixes: z.array(fixSchema).optional(),
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
}

export type Judgement = JudgedAnswer | { readonly ok: false; readonly violations: Violation[] };

/** The shape-specific parts of a stored output; empty ones when they do not parse. */
export function readExtra(output: Pick<AgentOutput, 'extra'>): AnswerExtra {
  const parsed = answerExtraSchema.safeParse(output.extra);
  return parsed.success ? parsed.data : { notes: [], findingNotes: [], fields: {} };
}

/** Is this an answer that names something: a finding, an exclusion, a verdict, a root cause, or at least what it looked at? */
export function saysSomething(output: Pick<AgentOutput, 'findings' | 'excluded' | 'checked' | 'extra'>): boolean {
  const extra = readExtra(output);
  return (
    output.findings.length + output.excluded.length + output.checked.length > 0 ||
    (extra.verdicts ?? []).length > 0 ||
    extra.rootCause !== undefined
  );
}

/** Was the answer cut off, also after the challenge? */
export function wasTruncated(output: Pick<AgentOutput, 'violations'>): boolean {
  return output.violations.some((violation) => violation.rule === 'truncated');
}

/** Targets that stand for what the synthesizer concluded rather than for a finding. */
export function isConclusion(target: string): boolean {
  return /^(?:root[- ]?cause|conclusion|fix(?:[- ]?\d{1,4})?)$/i.test(target.trim());
}

/** The first place in the code that a verdict cites and the engine found. */
export function counterEvidence(verdict: Pick<JudgedVerdict, 'citations'>): Citation | undefined {
  return verdict.citations.find((citation) => citation.trust === 'codebase' && isFound(citation));
}

/** A refutation counts only with counter-evidence in the code that the engine found. */
export function isStandingRefutation(verdict: Pick<JudgedVerdict, 'verdict' | 'citations'>): boolean {
  return verdict.verdict === 'refuted' && counterEvidence(verdict) !== undefined;
}

/**
 * Does a standing refutation hit the conclusion: named as such, or one of the findings its causal chain stands on? Without a
 * known root cause any standing refutation does.
 */
export function conclusionRefuted(verdicts: readonly JudgedVerdict[], rootCause: RootCause | undefined): boolean {
  const leansOn = new Set(rootCause?.chain.flatMap((link) => link.evidence));
  return verdicts
    .filter(isStandingRefutation)
    .some(({ target }) => rootCause === undefined || isConclusion(target) || leansOn.has(target));
}
