import type { Excluded, Finding } from '../../protocol/finding.ts';
import type { AgentStep } from '../../protocol/plan.ts';
import { answerExtraSchema, type JudgedAnswer, readExtra } from './judgement.ts';

interface Entry {
  readonly key: string;
  readonly title: string;
}

/**
 * Joins the answer that was challenged and the one that followed, so that every finding raised in either has exactly one
 * place and keeps its key. A finding of the first answer that had nothing wrong and is missing in the second is carried over
 * (small models repeat only what they repaired); one that was challenged and is missing counts as withdrawn.
 */
export function reconcile(previous: JudgedAnswer, next: JudgedAnswer, step: AgentStep): JudgedAnswer {
  // Records of a document were joined before they were checked; what became of them is in the next answer.
  const excludedBefore = previous.excluded.filter((entry) => !isRecordKey(entry.key));
  const excludedNext = next.excluded.filter((entry) => !isRecordKey(entry.key));
  const before: Entry[] = [...previous.findings, ...excludedBefore];
  const matches = matchEntries(before, [...next.findings, ...excludedNext]);
  let fresh = before.reduce((max, entry) => Math.max(max, ordinalOf(entry.key)), 0);
  const keys = new Map<string, string>();
  for (const entry of [...next.findings, ...excludedNext]) {
    keys.set(entry.key, matches.get(entry.key) ?? `${step.id}#${++fresh}`);
  }
  const kept = new Set(keys.values());
  const challenged = new Set(previous.findings.filter(hasUnverified).map((finding) => finding.key));
  const carried = previous.findings.filter((finding) => !kept.has(finding.key) && !challenged.has(finding.key));
  const withdrawn = previous.findings.filter((finding) => !kept.has(finding.key) && challenged.has(finding.key));
  const findings: Finding[] = [
    ...next.findings.map((finding) => ({ ...finding, key: renamed(keys, finding.key) })),
    ...carried,
  ];
  const excluded: Excluded[] = [
    ...excludedNext.map((entry) => ({ ...entry, key: renamed(keys, entry.key) })),
    ...withdrawn.map((finding) => ({
      key: finding.key,
      title: finding.title,
      persona: finding.persona,
      reason: 'Its evidence was questioned, and the agent did not repeat it.',
      rule: 'withdrawn',
    })),
    ...excludedBefore.filter((entry) => !kept.has(entry.key)),
    ...next.excluded.filter((entry) => isRecordKey(entry.key)),
  ];
  const old = readExtra(previous);
  const extra = readExtra(next);
  const notes = carried.map(
    (finding) => `"${finding.title}" was not repeated in the corrected answer and was not questioned; it stays.`,
  );
  const carriedKeys = new Set(carried.map((finding) => finding.key));
  return {
    ...next,
    findings,
    excluded,
    extra: answerExtraSchema.parse({
      ...extra,
      verdicts: extra.verdicts ?? old.verdicts,
      rootCause: extra.rootCause ?? old.rootCause,
      fixes: extra.fixes ?? old.fixes,
      document: extra.document ?? old.document,
      notes: [...extra.notes, ...notes],
      findingNotes: [
        ...extra.findingNotes.map((entry) => ({ ...entry, key: renamed(keys, entry.key) })),
        ...old.findingNotes.filter((entry) => carriedKeys.has(entry.key)),
      ],
    }),
  };
}

/** `<step>#r<ordinal>`: a record of a document, not a finding. */
function isRecordKey(key: string): boolean {
  return /#r\d+$/.test(key);
}

function hasUnverified(finding: Finding): boolean {
  return finding.citations.some((citation) => citation.status === 'unverified');
}

function renamed(keys: ReadonlyMap<string, string>, key: string): string {
  return keys.get(key) ?? key;
}

function ordinalOf(key: string): number {
  return Number(key.slice(key.lastIndexOf('#') + 1)) || 0;
}

/** Pairs entries of two answers by title, each used once; entries at the same position pair when exactly they are left. */
function matchEntries(before: readonly Entry[], after: readonly Entry[]): Map<string, string> {
  const free = new Map<string, string[]>();
  for (const entry of before) {
    const title = normalTitle(entry.title);
    free.set(title, [...(free.get(title) ?? []), entry.key]);
  }
  const matches = new Map<string, string>();
  const used = new Set<string>();
  for (const entry of after) {
    const key = free.get(normalTitle(entry.title))?.shift();
    if (key === undefined) continue;
    matches.set(entry.key, key);
    used.add(key);
  }
  const sameSize = before.length === after.length;
  for (const entry of after) {
    // A repaired entry may get a new title; at its old place in a list of the same length it is the same entry.
    if (!sameSize || matches.has(entry.key) || used.has(entry.key)) continue;
    if (!before.some((other) => other.key === entry.key)) continue;
    matches.set(entry.key, entry.key);
    used.add(entry.key);
  }
  return matches;
}

function normalTitle(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
