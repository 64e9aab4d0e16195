import type { Citation, Finding } from '../../../protocol/finding.ts';
import { isFound } from '../found.ts';
import { cappedConfidence } from '../severity.ts';
import { changeFindings, extraText } from './findingSteps.ts';
import type { AnswerCheck } from './model.ts';

/** Marks a finding that one outside source carries alone; said in its notes, so that writers and reports see it. */
export const singleSource = '[single-source]';

const date =
  /\b(?:(?:19|20)\d{2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])[. ]+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[., ]+(?:19|20)\d{2}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* (?:0?[1-9]|[12]\d|3[01]),? (?:19|20)\d{2})\b/i;

/**
 * Web items are outside the trust boundary and the engine does not open them. Each needs the day on which it was read (the field
 * `retrieved` of the item or of the finding, or a date in the quote or claim), else that is noted. A finding that only one site backs
 * gets the mark `[single-source]` and is at most of medium confidence; several pages of one site are one source.
 */
export const webSources: AnswerCheck = (state) =>
  changeFindings(state, (finding) => {
    const web = finding.citations.filter((citation) => citation.trust === 'web');
    if (web.length === 0) return null;
    const notes: string[] = [];
    const undated = web.filter((citation) => !isDated(citation, finding));
    if (undated.length > 0)
      notes.push(`${undated.length} web ${undated.length === 1 ? 'source has' : 'sources have'} no retrieval date.`);
    const alone = isSingleSource(finding.citations);
    if (alone) notes.push(`${singleSource} One outside source backs this; nothing corroborates it.`);
    if (notes.length === 0) return null;
    const confidence = alone ? cappedConfidence(finding.confidence, 'medium') : finding.confidence;
    return { finding: { ...finding, confidence }, note: notes.join(' ') };
  });

/** Does one outside site alone carry this? Code, and quotes of what was handed over, are sources of their own. */
export function isSingleSource(citations: readonly Citation[]): boolean {
  if (citations.some((citation) => citation.trust !== 'web' && isFound(citation))) return false;
  const sites = new Set(citations.flatMap((citation) => (citation.trust === 'web' ? [siteOf(citation)] : [])));
  return sites.size === 1;
}

function isDated(citation: Citation, finding: Finding): boolean {
  return [
    citation.retrieved ?? '',
    citation.quote,
    finding.claim,
    extraText(finding, 'retrieved', 'retrievedAt', 'date'),
  ].some((text) => date.test(text));
}

/** The last two labels of the host: pages and subdomains of one owner are no second source. */
function siteOf(citation: Citation): string {
  const host = /^https?:\/\/(?:[^/?#@]*@)?([^/?#:]+)/i.exec(citation.url ?? '')?.[1]?.toLowerCase() ?? '';
  return host.split('.').slice(-2).join('.');
}
