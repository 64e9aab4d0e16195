import { type DocumentContext, extraText } from '../documentContext.ts';
import { shortened, tableMarkdown } from '../sectionText.ts';

/** No backend opens pages, so that what an answer knows of the web is what the model remembers. */
const fromMemory =
  'The web was not consulted by this run; what is known from it was given by the model and is unchecked.';

/**
 * What came from outside the code: pages that an answer names and material that was handed over. Always says that no page was opened:
 * steps that work without the workspace, or cite addresses, speak from what the model knows.
 */
export function sources(context: DocumentContext): string {
  const rows = context.fold.findings.flatMap((finding) =>
    finding.citations
      .filter((citation) => citation.trust !== 'codebase')
      .map((citation) => [
        finding.id,
        citation.trust === 'web' ? (citation.url ?? 'no address given') : (citation.path ?? 'the brief'),
        shortened(citation.quote === '' ? finding.title : citation.quote, 160),
        citation.trust === 'web'
          ? (citation.retrieved ?? (extraText(context, finding.id, 'retrieved', 'retrievedAt') || 'not stated'))
          : '-',
        corroboration(context, finding.id, citation.trust),
      ]),
  );
  const isolated = context.plan.steps.some((step) => step.kind === 'agent' && step.isolated);
  const web = context.fold.findings.some((finding) => finding.citations.some((citation) => citation.trust === 'web'));
  return [
    isolated || web ? fromMemory : 'The web was not consulted.',
    tableMarkdown(['Finding', 'Source', 'What it says', 'Retrieved', 'Corroborated'], rows),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** A second, independent source: another address, or the code itself. */
function corroboration(context: DocumentContext, id: string, trust: string): string {
  const finding = context.fold.findings.find((candidate) => candidate.id === id);
  if (finding === undefined) return '';
  if (finding.notes.some((note) => /single[- ]source/i.test(note))) return 'single source';
  const said = extraText(context, id, 'corroboratedBy', 'corroboration');
  if (said !== '') return said;
  if (finding.citations.some((citation) => citation.trust === 'codebase')) return 'by the code';
  const hosts = new Set(finding.citations.flatMap((citation) => hostOf(citation.url)));
  if (hosts.size > 1) return `by ${hosts.size} sites`;
  return trust === 'web' ? 'single source' : 'statement of the user';
}

function hostOf(url: string | undefined): string[] {
  const match = /^https?:\/\/([^/?#]+)/i.exec(url ?? '');
  return match?.[1] === undefined ? [] : [match[1].toLowerCase()];
}
