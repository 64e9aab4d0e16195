import type { ReportFinding, ReportSection } from '../../protocol/report.ts';
import { isFound } from '../evidence/found.ts';
import type { Artifact, DocumentContext } from './documentContext.ts';
import { codeMarkdown, inlineMarkdown } from './markdownText.ts';
import { renderPage } from './page/renderPage.ts';
import { writerInline } from './prose.ts';
import { pageSlots } from './page/pageSlots.ts';
import { bracketedId } from './anchors.ts';
import { placeText } from './sectionText.ts';

/** Files that the report offers for saving: the document alone, or the summary page. None without a written document. */
export function documentArtifacts(context: DocumentContext, sections: readonly ReportSection[]): Artifact[] {
  const { spec } = context;
  if (context.document === null) return [];
  const slots = spec.sections.some((section) => section.compute === 'html-page') ? pageSlots(context) : null;
  const page: Artifact[] =
    slots === null ? [] : [{ name: pageName(spec.draft), mediaType: 'text/html', content: renderPage(slots) }];
  const draft: Artifact[] =
    spec.draft === null || !spec.draft.endsWith('.md')
      ? []
      : [{ name: spec.draft, mediaType: 'text/markdown', content: draftText(context, sections) }];
  return [...draft, ...page];
}

function pageName(draft: string | null): string {
  return draft === null ? 'summary.html' : draft.replace(/\.md$/, '.html');
}

/**
 * The document without the report around it: its declared sections, not the conclusion with its confidence, which is the report's
 * word on it. Ids of evidence that it cites are explained at its end, so that none leads
 * nowhere.
 */
function draftText(context: DocumentContext, sections: readonly ReportSection[]): string {
  const body = sections.filter((section) => section.place === 'body');
  const text = body.map(sectionText).join('\n\n');
  const notice = context.spec.notice.replace(/--+>?/g, '-').trim();
  const parts = [...(notice === '' ? [] : [`<!-- ${notice} -->`]), text, ...cited(context.fold.findings, text)];
  return `${parts.join('\n\n')}\n`;
}

/** A section named "Title" is the title of the document itself. */
function sectionText({ heading, markdown }: ReportSection): string {
  if (heading === 'Title')
    return `# ${writerInline(markdown.replace(bracketedId(), '').replace(/\s+(?=[.,;]|$)/g, ''))}`;
  return `## ${inlineMarkdown(heading)}\n\n${markdown}`;
}

function cited(findings: readonly ReportFinding[], text: string): string[] {
  const used = new Set([...text.matchAll(bracketedId())].map((match) => match[1]));
  const lines = findings
    .filter((finding) => used.has(finding.id) && !new RegExp(`^#{3,6} ${finding.id}\\b`, 'm').test(text))
    .map((finding) => {
      const places = finding.citations.filter(isFound).map((citation) => codeMarkdown(placeText(citation)));
      return `- ${finding.id}: ${inlineMarkdown(finding.title)}${places.length === 0 ? '' : ` (${places.join(', ')})`}`;
    });
  return lines.length === 0 ? [] : [`## Evidence\n\n${lines.join('\n')}`];
}
