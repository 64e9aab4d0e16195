import type { Citation, Severity } from '../../protocol/finding.ts';
import type { Report, ReportFinding } from '../../protocol/report.ts';
import { compareText } from '../flow/canonical.ts';
import { sha256Hex } from '../flow/hash.ts';
import { normaliseSpace } from '../evidence/quoteIndex.ts';
import { isFound } from '../evidence/found.ts';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  warning: 'warning',
  suggestion: 'note',
};

/**
 * The report as SARIF 2.1.0. One rule per persona and category; places are only those that the engine found. Leads are results
 * of kind `review` without a level, because nobody judged them. Nothing is suppressed. `version`: that of this product.
 */
export function toSarif(report: Report, version?: string): string {
  const ruleIds = [...new Set(report.findings.map(ruleId))].sort(compareText);
  const ruleIndex = new Map(ruleIds.map((id, i) => [id, i]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'BooCode Orchestrator',
            informationUri: 'https://marketplace.visualstudio.com/items?itemName=boocode.boocode-orchestrator',
            ...(version === undefined ? {} : { semanticVersion: version }),
            rules: ruleIds.map((id) => ruleOf(id, report.findings)),
          },
        },
        automationDetails: { id: `boocode/${report.run.flow}/${report.run.id}` },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { description: { text: 'The workspace folder.' } } },
        invocations: [
          {
            executionSuccessful: report.verdict === 'complete',
            startTimeUtc: report.run.startedAt,
            endTimeUtc: report.run.endedAt,
            toolExecutionNotifications: report.verdictReasons.map((text) => ({
              level: 'warning',
              message: { text: messageText(text) },
            })),
          },
        ],
        properties: {
          verdict: report.verdict,
          band: report.run.band,
          backend: report.run.backend,
          model: report.run.model,
          commit: report.run.commit,
          planHash: report.run.planHash,
        },
        results: resultsOf(report.findings, ruleIndex),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleId(finding: ReportFinding): string {
  return `${slug(finding.persona)}/${slug(finding.category)}`;
}

function slug(text: string): string {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.join('-').slice(0, 80) || 'general';
}

function ruleOf(id: string, findings: readonly ReportFinding[]): object {
  const own = findings.filter((finding) => ruleId(finding) === id);
  const worst = own.some((finding) => finding.severity === 'critical') ? 'critical' : (own[0]?.severity ?? 'warning');
  return {
    id,
    name: pascalCase(own[0]?.category ?? '', own[0]?.persona ?? ''),
    shortDescription: { text: `${own[0]?.category ?? id}, as seen by ${own[0]?.persona ?? 'an agent'}` },
    defaultConfiguration: { level: levels[worst] },
  };
}

/** How a rule is called by viewers: `Idempotency` of a data engineer is `DataEngineerIdempotency`. */
function pascalCase(category: string, persona: string): string {
  const words = `${persona} ${category}`.match(/[\p{L}\p{N}]+/gu) ?? ['Finding'];
  return words
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('')
    .slice(0, 100);
}

function resultsOf(findings: readonly ReportFinding[], ruleIndex: ReadonlyMap<string, number>): object[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const base = fingerprint(finding);
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    return resultOf(finding, ruleIndex.get(ruleId(finding)) ?? 0, `${base}:${count}`);
  });
}

function resultOf(finding: ReportFinding, index: number, print: string): object {
  const places = finding.citations.filter((citation) => citation.trust === 'codebase' && isFound(citation));
  const [main, ...related] = places;
  const advice = finding.recommendation.trim() === '' ? '' : `\n\nRecommendation: ${finding.recommendation}`;
  return {
    ruleId: ruleId(finding),
    ruleIndex: index,
    ...(finding.kind === 'lead'
      ? { kind: 'review', level: 'none' }
      : { kind: 'fail', level: levels[finding.severity] }),
    message: { text: messageText(`${finding.id} ${finding.title}\n\n${finding.claim}${advice}`) },
    locations: main === undefined ? [] : [locationOf(main)],
    relatedLocations: related.map((citation, id) => ({
      id: id + 1,
      ...locationOf(citation),
      message: { text: messageText(citation.note ?? 'Further evidence.') },
    })),
    partialFingerprints: { 'boocodeFinding/v1': print },
    properties: {
      id: finding.id,
      confidence: finding.confidence,
      persona: finding.persona,
      alsoRaisedBy: finding.alsoRaisedBy,
      citations: finding.citations.map((citation) => citation.status),
      notes: finding.notes,
    },
  };
}

/**
 * Plain text as a SARIF message (3.11.6): `[text](target)` would be a link, so brackets and backslashes are escaped.
 * `{0}` stands for an argument only in a message with an id.
 */
function messageText(text: string): string {
  return text.replace(/[\\[\]]/g, '\\$&');
}

function locationOf(citation: Citation): object {
  const { path = '', startLine, endLine } = citation;
  const region =
    startLine === undefined
      ? {}
      : { region: { startLine, endLine: endLine ?? startLine, snippet: { text: citation.quote } } };
  return { physicalLocation: { artifactLocation: { uri: uriOf(path), uriBaseId: 'SRCROOT' }, ...region } };
}

/** A workspace-relative path as a relative URI reference. */
function uriOf(path: string): string {
  // A lone surrogate has no UTF-8 form.
  const encoded = path.toWellFormed().split('/').map(encodeURIComponent).join('/');
  // `a:b/c` would read as a scheme; encodeURIComponent already escapes the colon.
  return encoded;
}

/** Same for the same thing in a later run: independent of lines, wording and severity. */
function fingerprint(finding: ReportFinding): string {
  const main = finding.citations.find((citation) => citation.trust === 'codebase' && isFound(citation));
  const anchor =
    main === undefined ? ['', normaliseSpace(finding.title)] : [main.path ?? '', normaliseSpace(main.quote)];
  return sha256Hex([slug(finding.category), ...anchor].join('\n')).slice(0, 32);
}
