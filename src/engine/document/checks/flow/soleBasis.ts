import { cappedConfidence } from '../../../evidence/severity.ts';
import { idsIn, isExploratory, isWeak } from '../../citations.ts';
import type { Check, Draft, KnownFinding } from '../../draft.ts';

const unsettled = 'No clear winner.';

/**
 * Strict research: a conclusion whose evidence is web pages of one source each, or no evidence at all, is none. It becomes "No clear
 * winner" with low confidence, and what the writer concluded stays as a note. With only provided material confidence is at most medium.
 * Not for exploratory research. Action: fix.
 */
export const soleBasis: Check = (draft, { findings, brief }) => {
  if (draft.conclusion.trim() === '' || isExploratory(brief)) return {};
  const basis = basisOf(draft, findings);
  if (/\bno clear winner\b/i.test(draft.conclusion))
    return { draft: { ...draft, confidence: cappedConfidence(draft.confidence, 'medium') } };
  if (basis.length > 0 && !basis.every(isWeak)) {
    const given = basis.every((finding) => finding.citations.every((citation) => citation.trust === 'provided'));
    return { draft: { ...draft, confidence: cappedConfidence(draft.confidence, given ? 'medium' : 'high') } };
  }
  const why =
    basis.length === 0 ? 'it cites no finding' : 'it rests on single sources of the web or on reasoning alone';
  return {
    draft: { ...draft, conclusion: unsettled, confidence: 'low' },
    notes: [`The conclusion does not stand because ${why}. The writer concluded: "${draft.conclusion}"`],
  };
};

/** Findings that the conclusion and the recommendation cite; when they cite none, those of the document. */
function basisOf(draft: Draft, findings: readonly KnownFinding[]): KnownFinding[] {
  const recommendation = draft.sections.filter((section) =>
    /recommend|conclusion|decision|answer/i.test(section.heading),
  );
  const named = (texts: readonly string[]): KnownFinding[] => {
    const ids = idsIn(texts.join('\n'));
    return findings.filter((finding) => ids.has(finding.id));
  };
  const own = named([draft.conclusion, ...recommendation.map((section) => section.markdown)]);
  if (own.length > 0) return own;
  const evidence = draft.lists.flatMap((list) => list.records.flatMap((record) => record.evidence));
  return named([...draft.sections.map((section) => section.markdown), ...evidence]);
}
