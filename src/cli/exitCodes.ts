import { errorCatalogue, exitCode } from '../protocol/errors.ts';
import type { Severity } from '../protocol/finding.ts';
import type { Report } from '../protocol/report.ts';
import type { RunState } from '../protocol/run.ts';

const rank: Record<Severity, number> = { suggestion: 0, warning: 1, critical: 2 };

/**
 * Exit code of a finished run: 130 cancelled, 3/4 blocked or failed, 1 when a finding reaches `failOn`, 5 when the
 * verdict is not `complete`, else 0. A matched finding is said even when the review is partial.
 */
export function exitCodeOf(run: RunState, report: Report | null, failOn: Severity | null): number {
  if (run.state === 'cancelled') return exitCode.cancelled;
  if (run.state === 'blocked' || run.state === 'failed' || report === null) {
    return run.error === null ? exitCode.runFailed : errorCatalogue[run.error.code].exit;
  }
  const matched = (finding: Report['findings'][number]): boolean =>
    finding.kind === 'finding' && failOn !== null && rank[finding.severity] >= rank[failOn];
  if (report.findings.some(matched)) return exitCode.findingsMatched;
  return report.verdict === 'complete' ? exitCode.complete : exitCode.notComplete;
}
