import type { Report, ReportFinding } from '../../protocol/report.ts';
import { inlineMarkdown, plainMarkdown } from './markdownText.ts';
import { traitsOf } from './findingMarkdown.ts';
import { cutMark } from './prose.ts';

/**
 * Findings that the body of a document shows completely (`findingMarkdown`), each with the heading of the section where it stands first.
 * What a cut section ends with is not complete. Compared with the finding itself: a writer's text cannot pass for one.
 */
export function shownInBody(report: Pick<Report, 'sections' | 'findings'>): ReadonlyMap<string, string> {
  const shown = new Map<string, string>();
  for (const { place, heading, markdown } of report.sections) {
    if (place !== 'body') continue;
    const last = markdown.includes(cutMark) ? markdown.lastIndexOf(' · raised by ') : markdown.length;
    for (const finding of report.findings)
      if (!shown.has(finding.id) && holds(markdown.slice(0, last), finding)) shown.set(finding.id, heading);
  }
  return shown;
}

function holds(markdown: string, finding: ReportFinding): boolean {
  const head = `# ${inlineMarkdown(`${finding.id} ${finding.title}`)}\n\n${inlineMarkdown(traitsOf(finding))}`;
  const at = markdown.indexOf(head);
  return at >= 0 && markdown.includes(plainMarkdown(finding.claim), at);
}
