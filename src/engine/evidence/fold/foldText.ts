import type { Citation } from '../../../protocol/finding.ts';
import type { ReportFinding } from '../../../protocol/report.ts';
import { isFound } from '../found.ts';
import type { FoldResult } from './model.ts';

/**
 * The merged findings as plain text for the next agent: id, severity, claim, recommendation and the quotes that were found.
 * Leads and YAGNI advice included, marked by their ids. Untrusted text: the caller wraps it as a data block.
 */
export function foldText(fold: FoldResult): string {
  if (fold.findings.length === 0) return 'No finding was raised, or none stood up to the citation check.';
  return fold.findings.map(findingText).join('\n\n');
}

function findingText(finding: ReportFinding): string {
  const by = [finding.persona, ...finding.alsoRaisedBy].join(', ');
  return [
    `${finding.id} [${finding.severity}, confidence ${finding.confidence}, ${finding.category}] ${finding.title}`,
    `Raised by: ${by}`,
    `Claim: ${finding.claim}`,
    ...(finding.recommendation === '' ? [] : [`Recommendation: ${finding.recommendation}`]),
    ...finding.citations.filter(isFound).map(citationText),
    ...finding.notes.map((note) => `Note: ${note}`),
  ].join('\n');
}

/**
 * Ids of findings in such texts that stand on the words of texts alone: no evidence of theirs is a place in a file. The texts are untrusted;
 * a finding that two texts tell differently is none of them.
 */
export function textFindings(texts: readonly string[]): ReadonlySet<string> {
  const said = new Set<string>();
  const placed = new Set<string>();
  let id: string | undefined;
  for (const line of texts.flatMap((text) => text.split('\n'))) {
    id = /^([A-Z]{1,5}-\d{1,5}) \[(?:critical|warning|suggestion), confidence /.exec(line)?.[1] ?? id;
    if (id === undefined) continue;
    if (/^Evidence \(provided\): /.test(line)) said.add(id);
    else if (/^Evidence (?!\((?:web|provided)\))/.test(line)) placed.add(id);
  }
  return new Set([...said].filter((one) => !placed.has(one)));
}

function citationText(citation: Citation): string {
  if (citation.path === undefined) return `Evidence (${citation.trust}): ${citation.quote}`;
  return `Evidence ${citation.path}:${citation.startLine ?? '?'}-${citation.endLine ?? '?'}:\n${citation.quote}`;
}
