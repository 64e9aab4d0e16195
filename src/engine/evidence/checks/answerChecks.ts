import { codeQuoted } from './codeQuoted.ts';
import { gapShape } from './gapShape.ts';
import { inflation } from './inflation.ts';
import { isolation, textOnly } from './isolation.ts';
import type { AnswerCheck, AnswerCheckInput, AnswerCheckResult } from './model.ts';
import { partCoverage } from './partCoverage.ts';
import { selfWithdrawn } from './selfWithdrawn.ts';
import { upstreamNamed } from './upstreamNamed.ts';
import { verdictSet } from './verdictSet.ts';
import { webSources } from './webSources.ts';

/** In the order in which they apply: first what takes findings out, then what is said about those that stay. */
const checks: readonly AnswerCheck[] = [
  isolation,
  textOnly,
  selfWithdrawn,
  webSources,
  codeQuoted,
  gapShape,
  upstreamNamed,
  partCoverage,
  inflation,
  verdictSet,
];

/**
 * The rules about one answer that need no file: run after its citations were checked and before it is joined with the answer it
 * repairs. Total and deterministic; every finding that goes in comes out as a finding or as an exclusion with its rule.
 */
export function applyAnswerChecks(input: AnswerCheckInput): AnswerCheckResult {
  const start: AnswerCheckResult = {
    findings: [...input.findings],
    excluded: [...input.excluded],
    violations: [],
    notes: [],
    findingNotes: [...input.findingNotes],
  };
  if (input.allowLeads) return start;
  return checks.reduce((state, check) => check(state, input), start);
}
