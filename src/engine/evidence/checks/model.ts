import type { Excluded, Finding, Violation } from '../../../protocol/finding.ts';
import type { AgentStep, Plan } from '../../../protocol/plan.ts';
import type { Answer, RawFinding } from '../answer.ts';
import type { JudgedVerdict } from '../judgement.ts';

/** Notes on one finding, by its key. */
export interface FindingNotes {
  readonly key: string;
  readonly notes: string[];
}

/** One answer after the citation check, and everything the rules about answers ask for. */
export interface AnswerCheckInput {
  readonly step: AgentStep;
  readonly plan: Pick<Plan, 'brief' | 'scope' | 'rules' | 'subject' | 'textOnly'>;
  /** As parsed: finding number n of it (from 1) has the key `<step>#n`. */
  readonly answer: Answer;
  readonly findings: readonly Finding[];
  readonly excluded: readonly Excluded[];
  readonly findingNotes: readonly FindingNotes[];
  readonly verdicts: readonly JudgedVerdict[];
  /** Ids that verdicts must cover. */
  readonly targets: readonly string[];
  /** Texts that the agent was given beside the brief. */
  readonly handed: readonly string[];
  /** The answer to a challenge: what is still wrong becomes a note, because nobody asks again. */
  readonly repaired: boolean;
  /** No model answered (leads of the scan): nothing is checked. */
  readonly allowLeads: boolean;
}

/** What the checks made of an answer. `violations` are only those that they found. */
export interface AnswerCheckResult {
  readonly findings: Finding[];
  readonly excluded: Excluded[];
  readonly violations: Violation[];
  /** On the answer as a whole, for people. */
  readonly notes: string[];
  readonly findingNotes: FindingNotes[];
}

/** One rule: a pure step from result to result. It may exclude or annotate findings, never lose one. */
export type AnswerCheck = (state: AnswerCheckResult, input: AnswerCheckInput) => AnswerCheckResult;

/** A finding that stays, with what its author wrote. */
export interface Pair {
  readonly finding: Finding;
  readonly raw: RawFinding | undefined;
  /** `findings[2]`, for violations. */
  readonly at: string;
}
