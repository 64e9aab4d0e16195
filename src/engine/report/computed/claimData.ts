import type { ReportFinding } from '../../../protocol/report.ts';
import { isFound } from '../../evidence/found.ts';
import { type DocumentContext, extraText } from '../documentContext.ts';

export type Standing = 'Evidenced' | 'Anecdotal' | 'Disputed';
export type Maturity = 'plan-level' | 'spec-level' | 'contradicts-note';

/** Disputed: another persona advises the opposite. Evidenced: its place in the code was found. Anecdotal: neither. */
export function standingOf(finding: ReportFinding): Standing {
  if (finding.notes.some((note) => /^Tension with /.test(note))) return 'Disputed';
  const proven = finding.citations.some((citation) => citation.trust === 'codebase' && isFound(citation));
  return proven ? 'Evidenced' : 'Anecdotal';
}

/** Where a finding belongs, as its author said: the plan, the specification, or a technical note that it contradicts. */
export function maturityOf(context: DocumentContext, finding: ReportFinding): Maturity {
  const word = extraText(context, finding.id, 'maturity').toLowerCase();
  if (word.startsWith('contradict')) return 'contradicts-note';
  return word.startsWith('spec') ? 'spec-level' : 'plan-level';
}

export function claimsOf(context: DocumentContext): ReportFinding[] {
  return context.fold.findings.filter((finding) => finding.kind === 'finding');
}
