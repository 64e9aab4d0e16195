import { idClass } from '../../evidence/fold/ids.ts';
import type { DocumentContext } from '../documentContext.ts';

/** The kind of review to submit. Code decides it; an approval is never suggested, because a person has to give it. */
export function reviewEvent({ fold, verdict }: DocumentContext): string {
  const count = (name: string): number => fold.findings.filter((finding) => idClass(finding.id) === name).length;
  // A security finding counts as critical, whatever its own id.
  const critical = count('CRIT') + count('SEC');
  const warnings = count('WARN');
  const suggestions = count('SUGG');
  const counts = `${critical} critical, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}, ${suggestions} ${suggestions === 1 ? 'suggestion' : 'suggestions'}`;
  const own =
    'If you wrote the pull request yourself, the platform accepts only a comment from you: submit the same text as **comment**.';
  if (critical + warnings > 0) return `**Request changes** (${counts}).\n\n${own}`;
  const caveat = verdict === 'complete' ? '' : ' The review is not complete, so it says nothing about the rest.';
  return `**Comment** (${counts}).${caveat} An approval is never suggested: it is yours to give.`;
}
