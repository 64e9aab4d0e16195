import type { Confidence } from '../../protocol/finding.ts';
import type { ReportSection } from '../../protocol/report.ts';
import type { Validation } from '../evidence/fold/model.ts';
import { isConclusion, isStandingRefutation } from '../evidence/judgement.ts';
import type { DocumentContext } from './documentContext.ts';
import { inlineMarkdown } from './markdownText.ts';
import { inlineProse } from './recordMarkdown.ts';
import { shortened, tableMarkdown } from './sectionText.ts';

/** What the engine adds around a document: its conclusion with a computed confidence, and what a rewrite did. */
export function documentFrame(context: DocumentContext): ReportSection[] {
  return [...conclusionSection(context), ...rewriteSection(context), ...noteSection(context)];
}

function conclusionSection(context: DocumentContext): ReportSection[] {
  const { spec, document } = context;
  if (spec.conclusion === null || document === null) return [];
  const text = document.conclusion.trim();
  const { confidence, why } = confidenceOf(context);
  const markdown =
    text === ''
      ? 'The document reaches no conclusion.'
      : `**${inlineProse(text.replaceAll('**', ''))}**\n\nConfidence: ${confidence} (${why}).`;
  return [{ heading: 'Conclusion', markdown, place: 'lead' }];
}

/**
 * Confidence of the conclusion: the writer's own, lowered by what the validators found. High needs an independent check and no open
 * refutation; a refuted conclusion that was rewritten is medium at most, one that was not is low.
 */
function confidenceOf(context: DocumentContext): { readonly confidence: Confidence; readonly why: string } {
  const { document, fold, rewritten } = context;
  const own: Confidence = document?.confidence ?? 'low';
  const challenged = challengedRows(context);
  if (challenged.some((row) => isStandingRefutation(row, ['codebase', 'provided']))) {
    return rewritten
      ? {
          confidence: atMost('medium', own),
          why: 'a first version was refuted and rewritten; the new one was not challenged',
        }
      : { confidence: 'low', why: 'a validator refuted a part of it' };
  }
  if (challenged.length === 0) return { confidence: atMost('medium', own), why: 'no validator challenged it' };
  if (!challenged.every((row) => row.verdict === 'confirmed'))
    return { confidence: atMost('medium', own), why: 'the validators could not confirm all of it' };
  if (fold.notes.some((note) => note.includes('confirmation bias')))
    return { confidence: atMost('medium', own), why: 'all verdicts agree without a new place' };
  return {
    confidence: own,
    why: own === 'high' ? 'validators confirmed what it stands on' : 'the writer claims no more',
  };
}

/** Verdicts on the conclusion, on records of the document, and on the evidence that it stands on. */
function challengedRows({ document, fold }: DocumentContext): Validation[] {
  const records = Object.values(document?.records ?? {}).flat();
  const targets = new Set(records.flatMap((record) => [record.id, ...record.evidence]));
  return fold.validation.filter((row) => isConclusion(row.target) || targets.has(row.target));
}

function atMost(bound: Confidence, own: Confidence): Confidence {
  const order: readonly Confidence[] = ['low', 'medium', 'high'];
  return order.indexOf(own) > order.indexOf(bound) ? bound : own;
}

function rewriteSection({ document }: DocumentContext): ReportSection[] {
  const rows = (document?.responses ?? []).map((response) => [
    response.target,
    response.action,
    shortened(response.reason, 500),
  ]);
  const markdown = tableMarkdown(['Refuted', 'What the rewrite did', 'Why'], rows);
  return markdown === '' ? [] : [{ heading: 'What the rewrite changed', markdown, place: 'appendix' }];
}

function noteSection({ document }: DocumentContext): ReportSection[] {
  const notes = (document?.notes ?? []).slice(0, 80).map((note) => `- ${inlineMarkdown(shortened(note, 500))}`);
  return notes.length === 0
    ? []
    : [{ heading: 'Notes on the document', markdown: notes.join('\n'), place: 'appendix' }];
}
