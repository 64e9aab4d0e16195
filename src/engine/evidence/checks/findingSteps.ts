import type { Excluded, Finding, Violation } from '../../../protocol/finding.ts';
import type { AnswerCheckInput, AnswerCheckResult, Pair } from './model.ts';

/** The findings that stay, each with the entry of the answer it comes from. */
export function pairsOf(state: AnswerCheckResult, input: AnswerCheckInput): Pair[] {
  return state.findings.map((finding) => {
    const raw = input.answer.findings[ordinalOf(finding.key) - 1];
    return { finding, raw, at: raw?.at ?? 'findings' };
  });
}

/** The number of a finding in its answer, from its key. */
export function ordinalOf(key: string): number {
  return Number(key.slice(key.lastIndexOf('#') + 1)) || 0;
}

/** Takes findings out: `reasonOf` says why, or null to keep one. */
export function dropFindings(
  state: AnswerCheckResult,
  rule: string,
  reasonOf: (finding: Finding) => string | null,
): AnswerCheckResult {
  const kept: Finding[] = [];
  const excluded: Excluded[] = [...state.excluded];
  for (const finding of state.findings) {
    const reason = reasonOf(finding);
    if (reason === null) kept.push(finding);
    else excluded.push({ key: finding.key, title: finding.title, persona: finding.persona, reason, rule });
  }
  return { ...state, findings: kept, excluded };
}

/** Replaces findings and adds notes to them; `change` answers null to leave one as it is. */
export function changeFindings(
  state: AnswerCheckResult,
  change: (finding: Finding) => { readonly finding: Finding; readonly note: string } | null,
): AnswerCheckResult {
  const notes = new Map(state.findingNotes.map((entry) => [entry.key, [...entry.notes]]));
  const findings = state.findings.map((finding) => {
    const changed = change(finding);
    if (changed === null) return finding;
    notes.set(finding.key, [...(notes.get(finding.key) ?? []), changed.note]);
    return changed.finding;
  });
  return { ...state, findings, findingNotes: [...notes].map(([key, entries]) => ({ key, notes: entries })) };
}

/** What is wrong with the answer as a whole: asked for once, then said in the report. */
export function objected(
  state: AnswerCheckResult,
  input: Pick<AnswerCheckInput, 'repaired'>,
  objections: readonly Violation[],
): AnswerCheckResult {
  if (objections.length === 0) return state;
  return input.repaired
    ? { ...state, notes: [...state.notes, ...objections.map((objection) => objection.message)] }
    : { ...state, violations: [...state.violations, ...objections] };
}

/** Text of an extra field that a flow asked for; empty when it is none. Lists become one line each. */
export function extraText(finding: Pick<Finding, 'extra'>, ...names: readonly string[]): string {
  for (const name of names) {
    const value = finding.extra?.[name];
    if (typeof value === 'string') return value.trim();
    if (typeof value === 'number') return String(value);
    if (!Array.isArray(value)) continue;
    const items: unknown[] = value;
    return items.filter((item) => typeof item === 'string').join('\n');
  }
  return '';
}
