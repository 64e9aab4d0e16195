import type { CitationStatus, Severity } from '../../src/protocol/finding.ts';
import type { ReportFinding, Verdict } from '../../src/protocol/report.ts';
import type { IconName } from '../shared/icon.ts';

/** Each status is a glyph and a word; colour only repeats it. */
export const verdictLabel: Readonly<Record<Verdict, { icon: IconName; word: string; tone: string }>> = {
  complete: { icon: 'pass', word: 'Complete', tone: 'passed' },
  partial: { icon: 'warning', word: 'Partial', tone: 'attention' },
  'not-reviewed': { icon: 'circle-slash', word: 'Not reviewed', tone: 'failed' },
};

/** A group of the report body. Leads are apart from findings: no model judged them. */
export type Group = Severity | 'lead';
export const groups: readonly Group[] = ['critical', 'warning', 'suggestion', 'lead'];

export const groupLabel: Readonly<Record<Group, { icon: IconName; one: string; many: string; tone: string }>> = {
  critical: { icon: 'error', one: 'Critical', many: 'Critical', tone: 'failed' },
  warning: { icon: 'warning', one: 'Warning', many: 'Warnings', tone: 'attention' },
  suggestion: { icon: 'lightbulb', one: 'Suggestion', many: 'Suggestions', tone: 'running' },
  lead: { icon: 'search', one: 'Lead', many: 'Leads', tone: 'quiet' },
};

export function groupOf(finding: ReportFinding): Group {
  return finding.kind === 'lead' ? 'lead' : finding.severity;
}

export const citationLabel: Readonly<Record<CitationStatus, { glyph: string; word: string; tone: string }>> = {
  verified: { glyph: '✓', word: 'verified', tone: 'passed' },
  reanchored: { glyph: '↻', word: 're-anchored', tone: 'attention' },
  unverified: { glyph: '?', word: 'unverified', tone: 'failed' },
  unchecked: { glyph: '·', word: 'not checked', tone: 'quiet' },
};
